public import OkoImaging
import OkoTensors
import OkoTraining

/// Measures a reader on lines whose texts are known.
///
///     let evaluator = TextEvaluator(samples: dataset.samples(.val))
///     print(try evaluator.scores(of: reader).characterErrorRate ?? .nan)
public struct TextEvaluator: Sendable {
  /// What was seen while measuring.
  public struct Findings: Sendable {
    /// The scores on the lines whose pictures can be read.
    public internal(set) var scores = TextScores()
    /// The lines with the most errors, the worst first.
    public internal(set) var worst: [TextCase] = []
    /// The pictures that cannot be read, and why.
    public internal(set) var failures: [(path: String, error: ImageError)] = []
  }

  /// The lines.
  public let samples: [TextSample]

  /// Makes an evaluator on `samples`.
  public init(samples: [TextSample]) { self.samples = samples }

  /// How good `reader` is on the lines; `progress` hears of the finished share and may throw to stop.
  ///
  /// - Throws: `TrainingError` that names a picture that cannot be read, and what `progress` throws.
  public func scores(
    of reader: Reader, options: ReadingOptions = ReadingOptions(),
    _ progress: (Double) throws -> Void = { _ in }
  ) throws -> TextScores {
    let findings = try findings(of: reader, options: options, progress)
    if let (path, error) = findings.failures.first { throw error.training(file: path) }
    return findings.scores
  }

  /// Compares what `reader` makes of each line with the truth, and keeps the `worstCount` lines with most errors.
  ///
  /// - Throws: what `progress` throws.
  public func findings(
    of reader: Reader, worstCount: Int = 0, options: ReadingOptions = ReadingOptions(),
    _ progress: (Double) throws -> Void = { _ in }
  ) throws -> Findings {
    var findings = Findings()
    for start in stride(from: 0, to: samples.count, by: Self.partSize) {
      let part = Array(samples[start..<min(start + Self.partSize, samples.count)])
      let outcomes = Workers.shared.map(part.count) { index in
        Result { () throws(ImageError) in
          try reader.read(path: part[index].imagePath, options: options)
        }
      }
      for (sample, outcome) in zip(part, outcomes) {
        switch outcome {
        case .success(let result):
          findings.scores.add(truth: sample.text, read: result.text)
          findings.keep(sample, result, limit: worstCount)
        case .failure(let error): findings.failures.append((sample.imagePath, error))
        }
      }
      try progress(Double(start + part.count) / Double(samples.count))
    }
    return findings
  }

  private static let partSize = 64
}

/// One line with its text and what it was taken for.
public struct TextCase: Sendable, Hashable {
  /// The picture's file.
  public let path: String
  /// The line's text.
  public let truth: String
  /// What was read.
  public let read: String
  /// How sure the reader was, from 0 to 1.
  public let confidence: Double
  /// The fewest changes of characters that make one of the other.
  public let edits: Int

  package init(path: String, truth: String, read: String, confidence: Double) {
    (self.path, self.truth, self.read, self.confidence) = (path, truth, read, confidence)
    edits = EditAlignment(truth: truth, read: read).edits
  }

  /// Changes for each character of the truth.
  var rate: Double { Double(edits) / Double(max(truth.count, 1)) }
}

extension TextEvaluator.Findings {
  /// Keeps a line if it is among the `limit` worst: by its errors, then by their rate; of equal ones the first.
  fileprivate mutating func keep(_ sample: TextSample, _ result: ReadingResult, limit: Int) {
    guard limit > 0, sample.text != result.text else { return }
    let item = TextCase(
      path: sample.imagePath, truth: sample.text, read: result.text,
      confidence: result.confidence)
    let place =
      worst.firstIndex { ($0.edits, $0.rate) < (item.edits, item.rate) } ?? worst.count
    guard place < limit else { return }
    worst.insert(item, at: place)
    if worst.count > limit { worst.removeLast() }
  }
}
