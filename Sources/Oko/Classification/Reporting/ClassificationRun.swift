import OkoImaging
import OkoTraining

/// Classification of any number of pictures, side by side: each thread reads one and says what it shows.
///
///     let run = ClassificationRun(try Classifier.load("signs"))
///     try run.classify(InputPictures(["hands"]).pictures) { print($0.picture.path, $0.outcome) }
public struct ClassificationRun: Sendable {
  /// What became of one picture.
  public typealias Finding = PictureFinding<ClassificationResult>

  /// What classifies.
  public let classifier: Classifier
  /// What logits are divided by, 0 or more; nil for the model's own temperature.
  public var temperature: Float?

  /// Makes a run.
  public init(_ classifier: Classifier) { self.classifier = classifier }

  /// Classifies `pictures` and tells `report` of each in their order; what it throws ends the run.
  public func classify(
    _ pictures: [InputPicture], _ report: (Finding) throws -> Void
  ) throws {
    var pipeline = PicturePipeline<Prepared, ClassificationResult>(
      read: { picture in Result { () throws(ImageError) in try read(picture) } },
      work: {
        .success(
          classifier.classify($0.input, decode: $0.milliseconds, temperature: temperature))
      },
      write: { _, _, _, _ in })
    pipeline.suitsOneThread = true
    pipeline.isHeavy = { $0.exceeds(pixels: 1 << 25) }
    try pipeline.run(on: pictures, output: nil, report)
  }

  private struct Prepared: Sendable {
    let input: ClassifierInput
    let milliseconds: Double
  }

  private func read(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let input = try classifier.prepare(path: picture.path)
    return Prepared(input: input, milliseconds: clock.lap())
  }
}
