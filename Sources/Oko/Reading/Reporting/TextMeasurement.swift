import OkoImaging
import OkoTraining

/// The measuring of a reader on the lines of a folder.
///
///     let reader = try Reader.load("receipts")
///     let measurement = try TextMeasurement(reader, called: "receipts", on: "receipts")
///     print(try measurement.report().text)
public struct TextMeasurement: TaskMeasurement, Sendable {
  /// What is measured.
  public internal(set) var reader: Reader
  /// What it is measured on.
  public let dataset: TextDataset
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// How lines are read.
  public var options = ReadingOptions()
  /// How many of the worst lines the report keeps.
  public var worstCount = 24
  private let unknown: [Character]

  /// Reads the dataset in `folder`; `name` is what errors call the reader.
  ///
  /// - Throws: `DatasetError` where the split has no lines, `ModelError` where the reader knows no character of them.
  public init(
    _ reader: Reader, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.reader, self.split) = (reader, split)
    dataset = try TextDataset.measurable(folder: folder, split: split)
    let characters = Alphabet(textsOf: dataset.samples(split).lazy.map(\.text)).characters
    unknown = characters.filter { reader.alphabet.classIndex(of: $0) == nil }
    guard unknown.count < characters.count else {
      throw ModelError("knows no character of the dataset", model: name)
    }
  }

  /// How many lines are looked at.
  public var pictureCount: Int { dataset.samples(split).count }

  /// What lessens the worth of the scores, in words: labels left out, and characters that the reader lacks.
  public var warnings: [String] {
    var warnings: [String] = []
    let errors = dataset.issues.count { $0.severity == .error }
    if errors > 0 {
      warnings.append(
        "\(countText(errors, "error")) in the labels left out; oko data check lists them"
      )
    }
    if !unknown.isEmpty {
      let shown = PathText.shown(unknown.map { String($0) }.joined(separator: " "))
      warnings.append("the model does not know \(shown)")
    }
    return warnings
  }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Measures; `progress` hears how many lines are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> TextReport {
    let samples = dataset.samples(split)
    let findings = try TextEvaluator(samples: samples).findings(
      of: reader, worstCount: worstCount, options: options
    ) { share in try progress(Int((share * Double(samples.count)).rounded())) }
    return TextReport(
      scores: findings.scores, worst: findings.worst,
      failures: findings.failures.map { path, error in
        error.path == nil ? ImageError(error.code, error.message, path: path) : error
      })
  }
}
