package import OkoImaging
package import OkoTensors

/// A model of a task whose network can compute in bytes.
package protocol QuantizableModel: AnyObject, Sendable {
  /// The measuring of such a model on a labelled folder.
  associatedtype Measurement: LabelledMeasurement where Measurement.Report: PredictionReport

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

/// The measuring of a model on labelled pictures, which it can name.
package protocol LabelledMeasurement: TaskMeasurement {
  /// The files of the pictures, in their order.
  var picturePaths: [String] { get }
}

extension DetectionMeasurement: LabelledMeasurement {
  package var picturePaths: [String] { dataset.samples(split).map(\.imagePath) }
}

extension SegmentationMeasurement: LabelledMeasurement {
  package var picturePaths: [String] { dataset.samples(split).map(\.imagePath) }
}

extension ClassificationMeasurement: LabelledMeasurement {
  package var picturePaths: [String] { dataset.samples(split).map(\.imagePath) }
}

extension TextMeasurement: LabelledMeasurement {
  package var picturePaths: [String] { dataset.samples(split).map(\.imagePath) }
}

extension Detector: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> DetectionMeasurement {
    try DetectionMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try detect(path: path) }
}

extension Segmenter: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> SegmentationMeasurement {
    try SegmentationMeasurement(SegmenterEnsemble(self), called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try segment(path: path) }
}

extension Classifier: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> ClassificationMeasurement {
    try ClassificationMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try classify(path: path) }
}

extension Reader: QuantizableModel {
  package func measurement(
    called name: String, on folder: String, split: DatasetSplit
  ) throws -> TextMeasurement {
    try TextMeasurement(self, called: name, on: folder, split: split)
  }

  package func look(at path: String) throws(ImageError) { _ = try read(path: path) }
}
