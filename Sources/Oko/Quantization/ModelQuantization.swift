import OkoNetworks
import OkoTensors

/// The finding out of how a model's network computes in bytes, on the pictures of a folder.
///
/// While the model looks at training pictures in floats, the ranges of all values are noted. Then it is measured in floats
/// and in bytes; while it loses more than ``tolerance``, the convolutions whose bytes harm its results the most go back to
/// floats, twice as many each time. In a folder without labels the loss is by what share results differ from those in floats.
public struct ModelQuantization: Sendable {
  /// The parts of the work.
  public enum Phase: Hashable, Sendable {
    /// Pictures are looked at in floats.
    case observing
    /// The model is measured in floats.
    case measuringFloats
    /// The harm of each convolution in bytes is measured alone.
    case searching
    /// The model is measured in bytes, with so many convolutions in floats.
    case measuringBytes(exactCount: Int)
  }

  /// The model: a bundled one's name or a file.
  public let model: String
  /// The pictures, labelled or not.
  public let folder: String
  /// The pictures that the loss is measured on; those of training are looked at for ranges.
  ///
  /// Where none is asked for, that is `val`, and a folder without labelled ones will do.
  public var split: DatasetSplit?
  /// At how many pictures the model looks for ranges.
  public var observedCount = 100
  /// How much the first headline may lose, or without labels by what share results may differ.
  ///
  /// By default half a point, 0.005; without labels 0.05.
  public var tolerance: Double?

  /// Names a model and a folder; both are looked at by ``report(_:)``.
  public init(of model: String, on folder: String) {
    (self.model, self.folder) = (model, folder)
  }

  /// Checks that `output` does not lie in the folder of the pictures.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: [])
  }

  /// Finds out; `progress` hears how many of how many pictures are done in each phase, and may throw to stop.
  ///
  /// - Throws: `ModelError` where there is no such model or it can have no bytes, `CheckpointError` where it is damaged,
  ///   ``ResultError`` where no picture in the folder can be read.
  public func report(
    _ progress: (Phase, Int, Int) throws -> Void = { _, _, _ in }
  ) throws -> QuantizationReport {
    let checkpoint = try ModelFile(of: model).checkpoint()
    let task = try ModelDescription.task(in: checkpoint.metadata)
    switch task {
    case DetectionTraining.task:
      return try report(Detector(checkpoint, precision: .float32), progress)
    case SegmentationTraining.task:
      return try report(Segmenter(checkpoint, precision: .float32), progress)
    case ClassificationTraining.task:
      return try report(Classifier(checkpoint, precision: .float32), progress)
    case ReadingTraining.task:
      return try report(Reader(checkpoint, precision: .float32), progress)
    default: throw ModelError("models that \(task) cannot be quantized", model: model)
    }
  }

  private func report<Model: QuantizableModel>(
    _ model: Model, _ progress: (Phase, Int, Int) throws -> Void
  ) throws -> QuantizationReport {
    var search = try QuantizationSearch(model, self)
    return try search.report(search.observe(progress), progress)
  }
}
