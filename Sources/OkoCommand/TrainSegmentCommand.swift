import ArgumentParser
import Oko

/// `oko train segment`: trains a segmenter on a folder of pictures with labelled pixels.
struct TrainSegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Train a segmenter.",
    discussion: """
      The folder has images/ and masks/, or is Pascal VOC with SegmentationClass, COCO or YOLO with \
      outlines; it is checked first and never written to. Network, patches, normalisation, augmentation and \
      class weights are fitted to the data; --dry-run says how. Where things are told apart (instances/, \
      outlines), the network learns to separate them. With --folds, as many models are trained as there are \
      folds, each in a folder of its own; oko segment averages them.

      EXAMPLES:
        oko train segment --data nuclei --time 30m
        oko train segment --data streets --network light --until 'miou>=0.6'
        oko train segment --data nuclei --folds 5 --epochs 40
        oko train segment --resume runs/segment/nuclei
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: SegmentationTrainingArguments
  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(SegmentationTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    // Without folds, one run on the dataset's own split.
    for fold in training.chosenFolds {
      do { try train(fold) } catch {
        if let fold, training.fold == nil, fold.index + 1 < fold.count {
          StandardError.write(
            line: "folds \(fold.index + 1) to \(fold.count - 1) are left; train each with the same "
              + "options and --fold")
        }
        throw error
      }
    }
  }

  private func train(_ fold: SegmentationTrainingOptions.Fold?) throws {
    try place.train(SegmentationTraining.self, loop) { data, output in
      var options = SegmentationTrainingOptions(data: data, output: output)
      if let fold {
        options.fold = fold
        options.output += "-fold\(fold.index)"
      }
      training.apply(to: &options)
      return options
    }
  }
}
