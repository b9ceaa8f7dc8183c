import ArgumentParser
import Oko

/// `oko train read`: trains a reader on lines of text.
struct TrainReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Train a reader of text lines.",
    discussion: """
      The folder has pictures of single lines and their texts: train.tsv and val.tsv with rows of file, tab, text; or \
      a name.txt (or name.gt.txt) beside each picture; or IAM's lines.txt. Without lines to validate on, a fixed \
      fifth does. Every character of the labels is learned, in any script. The folder is checked first and never \
      written to. The run's folder gets best.safetensors and last.safetensors, results.csv, TensorBoard events and \
      curves. The path of the best model is printed at the end.

      EXAMPLES:
        oko train read --data receipts --time 30m
        oko train read --data letters --height 48 --encoder attention --until 'cer<=0.05'
        oko train read --data invoices --init receipts --epochs 20
        oko train read --resume runs/read/receipts
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: ReadingTrainingArguments
  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(ReadingTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    try place.train(ReadingTraining.self, loop) { data, output in
      var options = ReadingTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      return options
    }
  }
}
