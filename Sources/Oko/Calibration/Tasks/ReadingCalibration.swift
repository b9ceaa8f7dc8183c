import OkoImaging
import OkoTensors

/// The fitting of a reader's temperature on the lines of a folder, character by character.
///
///     let reader = try Reader.load("receipts")
///     let calibration = try ReadingCalibration(reader, called: "receipts", on: "receipts")
///     print(try calibration.report().fit.after)
///
/// Each character that is read is an answer: what is read is aligned with the truth, and at the step where the
/// character is likeliest the truth is the one that it stands for, or the blank where it stands for none.
public struct ReadingCalibration: TaskCalibration, Sendable {
  /// What the model does.
  public static let task = ReadingTraining.task

  /// What is calibrated.
  public let reader: Reader
  private let measurement: TextMeasurement

  /// Reads the dataset in `folder`; `name` is what errors call the reader.
  ///
  /// - Throws: `DatasetError` where the split has no lines, `ModelError` where the reader knows no character of them.
  public init(
    _ reader: Reader, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    self.reader = reader
    measurement = try TextMeasurement(reader, called: name, on: folder, split: split)
  }

  /// How many lines are looked at.
  public var pictureCount: Int { measurement.pictureCount }

  /// What lessens the worth of the fit, in words.
  public var warnings: [String] { measurement.warnings }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try measurement.refuseOutput(output) }

  /// Fits; `progress` hears how many lines are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> CalibrationReport {
    let samples = measurement.dataset.samples(measurement.split)
    var answers = ClassAnswers(classCount: reader.alphabet.classCount)
    var lines: [(truth: String, scores: StepScores)] = []
    var failures: [(path: String, error: ImageError)] = []
    for start in stride(from: 0, to: samples.count, by: Self.partSize) {
      let part = Array(samples[start..<min(start + Self.partSize, samples.count)])
      let read = Workers.shared.map(part.count) { index in
        Result { () throws(ImageError) in
          // At temperature 1, of which every other one follows.
          reader.scores(of: try reader.prepare(path: part[index].imagePath), temperature: 1)
        }
      }
      for (index, outcome) in read.enumerated() {
        switch outcome {
        case .success(let scores):
          add(scores, truth: part[index].text, line: start + index, to: &answers)
          lines.append((part[index].text, scores))
        case .failure(let error): failures.append((part[index].imagePath, error))
        }
      }
      try progress(start + part.count)
    }
    let fit = TemperatureFit(before: reader.description.calibration(), to: answers)
    let scores = fit.scores(of: answers)
    return CalibrationReport(
      answers: "characters", fit: fit, scores: scores,
      errors: [CalibrationReport.Figure.byChance(scores)],
      figures: [
        .init(
          "character error rate", before: errorRate(of: lines, at: fit.before),
          after: errorRate(of: lines, at: fit.after))
      ], pictureCount: lines.count, failures: CalibrationFailures.named(failures))
  }

  /// Lines in memory before they are decoded together.
  private static let partSize = 64

  /// Adds the characters that are read in one line.
  private func add(
    _ scores: StepScores, truth: String, line: Int, to answers: inout ClassAnswers
  ) {
    let read = TextDecoding().decode(scores, alphabet: reader.alphabet).characters
    let truth = Array(truth)
    for step in EditAlignment(truth: truth, read: read.map(\.character)).steps {
      let (place, wanted): (Int, Int?) =
        switch step {
        case .equal(let true0, let place), .substitution(let true0, let place):
          (place, reader.alphabet.classIndex(of: truth[true0]))
        case .insertion(_, let place): (place, 0)
        case .deletion: (0, nil)
        }
      guard let wanted else { continue }
      let own = reader.alphabet.classIndex(of: read[place].character) ?? 0
      func score(_ step: Int) -> Float { scores.logProbabilities[step * scores.classes + own] }
      let peak = read[place].steps.max { score($0) < score($1) } ?? read[place].steps.lowerBound
      answers.add(
        logits: scores.logProbabilities[peak * scores.classes..<(peak + 1) * scores.classes],
        truth: wanted, picture: line)
    }
  }

  private func errorRate(
    of lines: [(truth: String, scores: StepScores)], at temperature: Temperature
  ) -> Double? {
    var scores = TextScores()
    for line in lines {
      let tempered = StepScores(
        logits: line.scores.logProbabilities, classes: line.scores.classes,
        temperature: temperature.value)
      let read = TextDecoding().decode(tempered, alphabet: reader.alphabet).text
      scores.add(truth: line.truth, read: read)
    }
    return scores.characterErrorRate
  }
}
