import OkoImaging
import OkoTensors

/// The measuring of a generator beside the real pictures of a folder, in the features of a classifier.
///
///     let measurement = try GenerationMeasurement(
///       Generator.load("hands"), features: Classifier.load("signs"), called: "signs", on: "hands")
///     print(try measurement.report().text)
public struct GenerationMeasurement: TaskMeasurement {
  /// What is measured.
  public let generator: Generator
  /// What it is compared with.
  public let pictures: PictureCollection
  /// The part of the pictures that counts.
  public let split: DatasetSplit
  /// How many pictures are generated, from seed 0 on, the classes taking turns.
  public var count = 1000
  /// ψ, by which the latent numbers are multiplied.
  public var truncation: Float = 1
  private let classifier: Classifier
  private let featureNetwork: String

  /// Reads the pictures of `split` in `folder`; `name` is what the report calls the classifier.
  ///
  /// - Throws: `DatasetError` where the split has too few pictures.
  public init(
    _ generator: Generator, features classifier: Classifier, called name: String,
    on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.generator, self.classifier, self.split) = (generator, classifier, split)
    featureNetwork = PathText.name(name)
    pictures = try PictureCollection.checked(folder: folder, split: split, skipsBad: true)
    guard pictures.samples.count > GenerationScores.tooFew else {
      throw DatasetError(
        .empty, path: folder,
        message: "\(pictures.samples.count) pictures are too few to compare with; "
          + "there must be more than \(GenerationScores.tooFew)")
    }
  }

  /// How many pictures are looked at.
  public var pictureCount: Int { count + pictures.samples.count }

  /// What lessens the worth of the scores, in words.
  public var warnings: [String] {
    var warnings: [String] = []
    if classNumbers == nil, !generator.classNames.isEmpty {
      warnings.append(
        "\(featureNetwork) does not know the classes of the generator; whether samples show their class "
          + "is not measured")
    }
    return warnings
  }

  /// For each class of the generator, that of the classifier; nil where it lacks one or there are none.
  private var classNumbers: [Int]? {
    let numbers = generator.classNames.compactMap(classifier.classNames.firstIndex(of:))
    return numbers.isEmpty || numbers.count < generator.classNames.count ? nil : numbers
  }

  /// Checks that `output` does not lie among the pictures.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try pictures.refuseOutput(output) }

  /// Measures; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> GenerationReport {
    let squares = GenerationBatches(
      pictures.samples, side: generator.side, channels: generator.channels, mirrors: false)
    let reals = generator.comparable(try squares.squares(pictures.samples))
    try progress(reals.count)
    let requests = (0..<UInt64(count)).map {
      GenerationRequest(
        seed: $0, classIndex: generator.usualClass(of: $0), truncation: truncation)
    }
    let fakes = try generator.comparable(requests) { try progress(reals.count + $0) }
    let read = classNumbers.map { numbers in
      GenerationScores.accuracy(
        of: classifier.classes(of: fakes), expected: requests.map { numbers[$0.classIndex] })
    }
    let scores = GenerationScores(
      real: (classifier.features(of: reals), reals),
      generated: (classifier.features(of: fakes), fakes), featureNetwork: featureNetwork,
      classAccuracy: read ?? nil)
    return GenerationReport(
      scores: scores, sheet: GenerationSheet(generator, truncation: truncation).contact.image(),
      failures: pictures.failures)
  }
}
