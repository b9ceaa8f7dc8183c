import OkoImaging
import OkoNetworks
import OkoTraining

/// Makes a model that can be passed on out of a run's `best.safetensors`.
public struct DetectorPacking {
  private var checkpoint: Checkpoint
  private var description: ModelDescription

  /// The detector as it will be once packed: its weights rounded to bfloat16.
  public let detector: Detector

  /// Reads the model `nameOrPath` and rounds its weights.
  ///
  /// - Throws: `ModelError` or `CheckpointError` where it is no detector.
  public init(_ nameOrPath: String) throws {
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

  /// Notes the scores of `detector` on the pictures of `split`, called `data`.
  public mutating func note(scores: DetectionScores, split: DatasetSplit, of data: String) {
    let figures = scores.figures
    note(
      "scores",
      "mAP50 \(FigureText.text(figures.averagePrecision50)), "
        + "mAP50-95 \(FigureText.text(figures.averagePrecision)) on \(split.rawValue) of \(data)")
  }

  /// Writes the file, half the size of the run's.
  ///
  /// - Throws: `TrainingError` where it cannot be written; a file that was there stays whole then.
  public func write(to path: String) throws {
    let packed = Checkpoint(tensors: checkpoint.tensors, metadata: description.metadata)
    try AtomicFile.write(SafeTensors.encode(packed, precision: .bfloat16), to: path)
  }
}
