import ArgumentParser
import Oko

/// `oko train generate`: trains a generator on a folder of pictures.
struct TrainGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Train a generator of pictures.",
    discussion: """
      The pictures may have any sizes and lie loosely in a folder or in folders of their classes, which are then \
      drawn apart; the middle square of each is resized. --preview shows how, and --dry-run what would be done. \
      The generator learns against a discriminator, whose pictures are changed as strongly as keeps it from \
      learning them by heart. The run's folder gets a sheet of fixed seeds every ten epochs (fakes-*.png), \
      timelapse.png, reals.png, curves and checkpoints. What looks wrong is said; from a collapse, the run goes \
      back to its last healthy state.

      EXAMPLES:
        oko train generate --data hands --preview preview.png
        oko train generate --data hands --features signs --epochs 180
        oko train generate --data paintings --imgsz 128 --mirror --time 8h
        oko train generate --resume runs/generate/hands
      """)

  @OptionGroup var place: RunArguments
  @OptionGroup var training: GenerationTrainingArguments

  @Option(
    help: ArgumentHelp(
      "Write a sheet of the first pictures as they would be learned, and train nothing.",
      valueName: "file"), completion: .file(extensions: ["png"]))
  var preview: String?

  @OptionGroup var loop: LoopArguments
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    _ = try loop.target(GenerationTraining.metricNames)
    try place.validate(given: training.given + loop.given)
  }

  func run() throws {
    threads.apply()
    if let preview { return try writePreview(to: preview) }
    try place.train(GenerationTraining.self, loop) { data, output in
      var options = GenerationTrainingOptions(data: data, output: output)
      training.apply(to: &options)
      return options
    }
  }

  private func writePreview(to path: String) throws {
    guard let data = place.data else {
      throw ValidationError("--preview shows the pictures of --data")
    }
    var options = GenerationTrainingOptions(data: data, output: path)
    training.apply(to: &options)
    options.skipsBad = place.skipBad
    let run = try GenerationTraining(options)
    try run.refuseOutput(path)
    try GenerationOutput.write(run.preview(), to: path)
    try StandardOutput.write(line: path)
  }
}
