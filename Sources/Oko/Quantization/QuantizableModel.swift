package import OkoImaging
package import OkoTensors

/// A model of a task whose network can compute in bytes.
package protocol QuantizableModel: AnyObject, Sendable {
  /// The measuring of such a model on a labelled folder.
  associatedtype Measurement: QuantizableMeasurement where Measurement.Model == Self

  /// What its network computes.
  var compiled: CompiledNetwork { get }

  /// The same model, whose network computes in another precision.
  func computing(in precision: ProgramPrecision) -> Self

  /// The measuring of it, which errors call `name`, on the pictures of `split` in `folder`.
  func measurement(called name: String, on folder: String, split: DatasetSplit) throws
    -> Measurement

  /// Predicts what the picture at `path` shows, and keeps nothing of it.
  func look(at path: String) throws(ImageError)
}

/// The measuring of a model on labelled pictures, which it can name, and of others of the same classes after it.
package protocol QuantizableMeasurement: TaskMeasurement where Report: PredictionReport {
  /// What is measured.
  associatedtype Model

  /// The same measuring of another model of the same classes.
  func measuring(_ model: Model) -> Self

  /// The files of the pictures of a split, in their order.
  func picturePaths(_ split: DatasetSplit) -> [String]
}

extension Detector: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> DetectionMeasurement {
    try DetectionMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try detect(path: path) }
}

extension DetectionMeasurement: QuantizableMeasurement {
  package func measuring(_ model: Detector) -> DetectionMeasurement {
    var measurement = self
    measurement.detector = model
    return measurement
  }

  package func picturePaths(_ split: DatasetSplit) -> [String] {
    dataset.samples(split).map(\.imagePath)
  }
}

extension Segmenter: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> SegmentationMeasurement {
    try SegmentationMeasurement(SegmenterEnsemble(self), called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try segment(path: path) }
}

extension SegmentationMeasurement: QuantizableMeasurement {
  package func measuring(_ model: Segmenter) -> SegmentationMeasurement {
    var measurement = self
    measurement.ensemble = SegmenterEnsemble(model)
    return measurement
  }

  package func picturePaths(_ split: DatasetSplit) -> [String] {
    dataset.samples(split).map(\.imagePath)
  }
}

extension Classifier: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> ClassificationMeasurement {
    try ClassificationMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try classify(path: path) }
}

extension ClassificationMeasurement: QuantizableMeasurement {
  package func measuring(_ model: Classifier) -> ClassificationMeasurement {
    var measurement = self
    measurement.classifier = model
    return measurement
  }

  package func picturePaths(_ split: DatasetSplit) -> [String] {
    dataset.samples(split).map(\.imagePath)
  }
}

extension Reader: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> TextMeasurement {
    try TextMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try read(path: path) }
}

extension TextMeasurement: QuantizableMeasurement {
  package func measuring(_ model: Reader) -> TextMeasurement {
    var measurement = self
    measurement.reader = model
    return measurement
  }

  package func picturePaths(_ split: DatasetSplit) -> [String] {
    dataset.samples(split).map(\.imagePath)
  }
}
