import OkoTraining

/// A toy run in a process of its own: `ToyTraining FOLDER EPOCHS REST_MICROSECONDS`.
@main
struct ToyTraining {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let epochs = Int(arguments[2]), let rest = UInt32(arguments[3])
    else {
      print("usage: ToyTraining FOLDER EPOCHS REST_MICROSECONDS")
      return
    }
    let options = ToyData.options(output: arguments[1], epochs: epochs)
    let model = ToyModel(seed: 0)
    model.restMicroseconds = rest
    let trainer = try Trainer(
      model, loader: ToyData.loader(options: options), options: options,
      observers: [ResultsCSV(folder: options.output), ProgressReport()])
    let checkpoints = CheckpointStore(folder: options.output)
    print(try trainer.run(resuming: checkpoints.exists))
  }
}
