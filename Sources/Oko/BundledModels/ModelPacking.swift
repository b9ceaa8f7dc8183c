import OkoImaging
public import OkoNetworks
import OkoTraining

/// Makes a model of any task that can be passed on out of a run's `best.safetensors`.
///
///     var packing = try ModelPacking("runs/segment/nuclei/best.safetensors")
///     packing.note("licence", "CC0")
///     try packing.write(to: "nuclei.safetensors")
public struct ModelPacking {
  /// The model as it will be once packed: its weights rounded to bfloat16.
  public private(set) var checkpoint: Checkpoint
  private let source: FileIdentity?

  /// What the model does: `detect`, `segment`, `classify`.
  public let task: String

  /// Reads the model `nameOrPath` and rounds its weights.
  ///
  /// - Throws: `ModelError` or `CheckpointError` where it is no model.
  public init(_ nameOrPath: String) throws {
    source = FileIdentity(path: try BundledModel.path(of: nameOrPath))
    (checkpoint, task) = try ModelLoading.load(nameOrPath) {
      checkpoint throws(CheckpointError) in
      let task = try ModelDescription.task(in: checkpoint.metadata)
      let description = try ModelDescription(checkpoint.metadata, task: task)
      let rounded = try SafeTensors.decode(
        SafeTensors.encode(
          Checkpoint(tensors: checkpoint.tensors, metadata: description.metadata),
          precision: .bfloat16))
      return (rounded, task)
    }
  }

  /// Notes a fact that `oko models` prints, such as `licence`.
  public mutating func note(_ name: String, _ text: String) {
    checkpoint.metadata[name] = text
  }

  /// Checks that `path` can be written to and is not the model itself; writes nothing.
  ///
  /// A file that is there may be replaced only with `overwrites`, and where it is another model.
  ///
  /// - Throws: ``ResultError`` that says what is in the way.
  public func checkOutput(_ path: String, overwrites: Bool = false) throws(ResultError) {
    if let source, FileIdentity(path: path) == source {
      throw ResultError("is the model itself; name another file", path: path)
    }
    try ModelOutput.check(path, overwrites: overwrites)
  }

  /// Writes the file, half the size of the run's.
  ///
  /// - Throws: `TrainingError` or ``ResultError`` where it cannot be written; a file that was there stays whole
  ///   then.
  public func write(to path: String, overwrites: Bool = false) throws {
    try checkOutput(path, overwrites: overwrites)
    try AtomicFile.write(SafeTensors.encode(checkpoint, precision: .bfloat16), to: path)
  }
}

extension ModelPacking {
  /// Notes the scores in `report` on the pictures of `split`, called `data`.
  public mutating func note(
    _ report: some PredictionReport, split: DatasetSplit, of data: String
  ) {
    let figures = report.headlines.map { "\($0.name) \(FigureText.text($0.value))" }
    note("scores", figures.joined(separator: ", ") + " on \(split.rawValue) of \(data)")
  }

  /// Notes the scores of the generator in `report` beside the pictures of `split`, called `data`.
  public mutating func note(_ report: GenerationReport, split: DatasetSplit, of data: String) {
    let scores = report.scores
    var figures = [("precision", scores.precision), ("recall", scores.recall)]
    if let accuracy = scores.classAccuracy { figures.append(("read as their class", accuracy)) }
    let shown = figures.map { "\($0) \(FigureText.text($1))" }.joined(separator: ", ")
    note("scores", "\(shown) on \(split.rawValue) of \(data), features of \(scores.featureNetwork)")
  }
}
