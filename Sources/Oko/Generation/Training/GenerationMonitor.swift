import OkoImaging
import OkoTensors
import OkoTraining

/// Looks at a generator in training: sheets of fixed seeds, and measures of its pictures beside the real ones.
final class GenerationMonitor {
  /// How many pictures of either kind are compared.
  static let count = 1000

  private let folder: String
  private let squares: GenerationBatches
  private let classifier: Classifier?
  /// Read when they are first asked for.
  private var known: RealPictures?

  /// Makes a monitor that writes into `folder`; with a `classifier`, pictures are also compared in its features.
  init(folder: String, squares: GenerationBatches, classifier: Classifier?) {
    (self.folder, self.squares, self.classifier) = (folder, squares, classifier)
  }

  /// What is measured with any data.
  static let usualMetricNames = ["diversity", "sliced_wasserstein"]
  /// What is measured in the features of a classifier, too.
  static let metricNames = usualMetricNames + ["kernel_distance", "precision", "recall", "f1"]
  var metricNames: [String] { classifier == nil ? Self.usualMetricNames : Self.metricNames }

  /// Writes `fakes-000123.png`, `reals.png` and `timelapse.png`, and measures.
  func measure(
    _ generator: Generator, step: Int, _ progress: (Double) throws -> Void
  ) throws -> Metrics {
    try writeSheets(generator, step: step)
    let reals =
      try known
      ?? RealPictures(squares, count: Self.count, of: generator, classifier: classifier)
    if known == nil {
      let sheet = ContactSheet(Array(reals.pictures.prefix(64)), columns: 8, enlargement: 1)
      try AtomicFile.write(PNGEncoder.encode(sheet.image()), to: folder + "/reals.png")
    }
    known = reals
    // As many of each class as there are real ones.
    let requests = reals.classes.enumerated().map {
      GenerationRequest(seed: UInt64($0), classIndex: $1)
    }
    let fakes = try generator.comparable(requests) {
      try progress(Double($0) / Double(requests.count))
    }
    var values = NamedValues()
    values["diversity"] =
      Diversity.of(fakes, classes: reals.classes) / max(reals.diversity, 1e-9)
    values["sliced_wasserstein"] = SlicedWasserstein.distance(reals.pictures, fakes)
    guard let classifier, let features = reals.features else { return Metrics(values) }
    let own = classifier.features(of: fakes)
    let shares = PrecisionRecall(real: features, generated: own)
    values["kernel_distance"] = KernelDistance.squared(features, own)
    (values["precision"], values["recall"]) = (shares.precision, shares.recall)
    let sum = shares.precision + shares.recall
    values["f1"] = sum > 0 ? 2 * shares.precision * shares.recall / sum : 0
    return Metrics(values, primary: "f1")
  }

  private func writeSheets(_ generator: Generator, step: Int) throws {
    let sheet = GenerationSheet(generator)
    try AtomicFile.write(
      PNGEncoder.encode(sheet.contact.image()),
      to: "\(folder)/\(GenerationSheet.name(step: step))")
    if let strip = sheet.timeLapse(in: folder) {
      try AtomicFile.write(PNGEncoder.encode(strip), to: folder + "/timelapse.png")
    }
  }
}

/// The real pictures that generated ones are compared with.
private struct RealPictures {
  let pictures: [Image]
  let classes: [Int]
  let diversity: Double
  let features: FeatureMatrix?

  /// Reads up to `count` pictures, evenly spread over all, as those of `generator` are compared.
  init(
    _ squares: GenerationBatches, count: Int, of generator: Generator, classifier: Classifier?
  ) throws(ImageError) {
    let samples = squares.spread(count)
    pictures = generator.comparable(try squares.squares(samples))
    classes = samples.map(\.classIndex)
    diversity = Diversity.of(pictures, classes: classes)
    // Precision and recall need neighbours.
    features = samples.count > GenerationScores.tooFew ? classifier?.features(of: pictures) : nil
  }
}
