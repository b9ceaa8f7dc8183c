import OkoImaging
package import OkoTensors
public import OkoTraining

/// The way from a folder of text lines to the batches of a reader.
public enum LineBatches {
  /// Shuffled, changed batches of `samples` for training, loaded ahead by threads.
  ///
  /// Lines of like width come into one batch. They are kept decoded in memory, up to 1 GiB.
  ///
  /// - Parameters:
  ///   - samples: The lines, whose labels have no character that `alphabet` lacks.
  ///   - alphabet: What characters become classes of.
  ///   - height: Rows of a line.
  ///   - augmentation: How lines are changed.
  ///   - options: Batch size, seed and threads.
  /// - Returns: What loads the batches.
  /// - Throws: where there are no samples, or an option has no meaning. A picture that cannot be read is
  ///   thrown by the batch that needs it, with its file.
  public static func loader(
    _ samples: [TextSample], alphabet: Alphabet, height: Int, augmentation: LineAugmentation,
    options: TrainingOptions
  ) throws(TrainingError) -> BatchLoader<LabelledLine, LineBatch> {
    if samples.isEmpty { throw TrainingError(.data, "there are no lines") }
    try augmentation.validate()
    let lines = KeptValues<LinePicture>(budget: 1 << 30)
    let widths = Workers.shared.map(samples.count) { index in
      (try? ImageDecoder.size(path: samples[index].imagePath)).map { size in
        Double(size.width) / Double(max(size.height, 1))
      } ?? 0
    }
    return BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      order: { _, random in
        order(of: widths, batchSize: min(max(1, options.batchSize), widths.count), using: &random)
      },
      load: { index, _, random in
        let sample = samples[index]
        let classes = alphabet.classes(of: sample.text) ?? []
        let least = leastWidth(for: classes)
        let line: LinePicture
        do throws(ImageError) {
          line = try lines.value(at: sample.imagePath, bytes: \.pixels.count) {
            () throws(ImageError) in
            let image = try ImageDecoder.decode(path: sample.imagePath).image
            return LinePicture(image, height: height, leastWidth: least)
          }
        } catch {
          throw error.training(file: sample.imagePath)
        }
        return LabelledLine(
          line: augmentation.changed(line, leastWidth: least, using: &random), classes: classes,
          text: sample.text, file: sample.imagePath)
      },
      collate: { LineBatch($0) })
  }

  /// The columns that a label needs: a step for each character, and one between two equal ones.
  package static func leastWidth(for classes: [Int]) -> Int {
    let repeats = zip(classes, classes.dropFirst()).filter { $0 == $1 }.count
    return (classes.count + repeats) * ReaderArchitecture.stride
  }

  /// An order in which each batch has lines of like width, as padding costs time; batches come at random.
  package static func order(
    of widths: [Double], batchSize: Int, using random: inout RandomSource
  ) -> [Int] {
    var indices = Array(widths.indices)
    shuffle(&indices, using: &random)
    // Sorted within pools of many batches, so that the same lines do not always come together.
    let pool = 32 * batchSize
    for start in stride(from: 0, to: indices.count, by: pool) {
      let end = min(start + pool, indices.count)
      indices[start..<end].sort { widths[$0] == widths[$1] ? $0 < $1 : widths[$0] < widths[$1] }
    }
    var starts = Array(stride(from: 0, through: indices.count - batchSize, by: batchSize))
    let rest = indices[(starts.count * batchSize)...]
    shuffle(&starts, using: &random)
    return starts.flatMap { indices[$0..<$0 + batchSize] } + rest
  }

  private static func shuffle(_ values: inout [Int], using random: inout RandomSource) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, random.index(below: last + 1))
    }
  }
}
