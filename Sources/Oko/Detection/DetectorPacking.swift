import OkoImaging
import OkoNetworks
import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes a model that can be passed on out of a run's `best.safetensors`.
public struct DetectorPacking {
  private var checkpoint: Checkpoint
  private var description: ModelDescription
  private let source: FileIdentity?

  /// The detector as it will be once packed: its weights rounded to bfloat16.
  public let detector: Detector

  /// Reads the model `nameOrPath` and rounds its weights.
  ///
  /// - Throws: `ModelError` or `CheckpointError` where it is no detector.
  public init(_ nameOrPath: String) throws {
    source = FileIdentity(path: try BundledModel.path(of: nameOrPath))
    let original = try Detector.load(nameOrPath)
    checkpoint = try SafeTensors.decode(
      SafeTensors.encode(
        Checkpoint(
          tensors: original.network.checkpointTensors, metadata: original.description.metadata),
        precision: .bfloat16))
    detector = try Detector(checkpoint)
    description = detector.description
  }

  /// Notes a fact that `oko models` prints, such as `licence`.
  public mutating func note(_ name: String, _ text: String) {
    description.details[name] = text
  }

  /// Notes the scores in `report` on the pictures of `split`, called `data`.
  public mutating func note(_ report: DetectionReport, split: DatasetSplit, of data: String) {
    let figures = report.scores.figures
    note(
      "scores",
      "mAP50 \(FigureText.text(figures.averagePrecision50)), "
        + "mAP50-95 \(FigureText.text(figures.averagePrecision)) on \(split.rawValue) of \(data)")
  }

  /// Checks that `path` can be written to and is not the model itself; writes nothing.
  ///
  /// - Throws: ``ResultError`` that says what is in the way.
  public func checkOutput(_ path: String) throws(ResultError) {
    if let source, FileIdentity(path: path) == source {
      throw ResultError("is the model itself; name another file", path: path)
    }
    guard FileSystem.kind(of: path) != .folder else {
      throw ResultError("is a folder; name a file", path: path)
    }
    guard access(PathText.folder(path), W_OK) == 0 else {
      throw ResultError("cannot be written: \(String(cString: strerror(errno)))", path: path)
    }
  }

  /// Writes the file, half the size of the run's.
  ///
  /// - Throws: `TrainingError` or ``ResultError`` where it cannot be written; a file that was there stays whole
  ///   then.
  public func write(to path: String) throws {
    try checkOutput(path)
    let packed = Checkpoint(tensors: checkpoint.tensors, metadata: description.metadata)
    try AtomicFile.write(SafeTensors.encode(packed, precision: .bfloat16), to: path)
  }
}
