import ArgumentParser
import Oko

/// `oko generate`: draws new pictures.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draw new pictures with a trained generator.",
    discussion: """
      Writes a PNG for each seed into the output folder and prints its path. The same model, seed, class and \
      truncation give the same bytes, on every run and with any number of threads of one kind of processor; \
      all four stand in the texts of the PNG. Without --class, the classes take turns with the seeds. --grid \
      adds a sheet of all pictures, --interpolate one of the way between two seeds, and --nearest one with the \
      pictures of a folder most like each sample, by which copies would be seen.

      EXAMPLES:
        oko generate --seeds 0-63 --grid --output hands
        oko generate --class 5 --seeds 0-9 --trunc 0.7 --output fives
        oko generate --interpolate 3,8 --steps 12 --output between
        oko generate --model runs/generate/pets/best.safetensors --nearest pets --output pets-new
        oko generate --count 2000 --as-dataset more-hands
      """)

  @Option(
    help: ArgumentHelp(
      "A bundled model (see `oko models`) or a .safetensors file.", valueName: "name|file"),
    completion: .file(extensions: ["safetensors"]))
  var model = "hands"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seeds such as 0-63,70; one picture each. (default: 0-15)", valueName: "list"),
    transform: { try SeedList($0) })
  var seeds: SeedList?

  @Option(parsing: .unconditional, help: ArgumentHelp("As many seeds, from 0.", valueName: "n"))
  var count: Int?

  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("What to draw: the name of a class.", valueName: "name"))
  var className: String?

  @Option(
    name: .customLong("trunc"), parsing: .unconditional,
    help: ArgumentHelp(
      "Truncation: below 1, pictures are likelier and more alike; 0 is the mean of the class.",
      valueName: "ψ"))
  var truncation: Float = 1

  @Option(
    help: ArgumentHelp("A folder for the pictures. (default: generated)", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Flag(help: "Add grid.png, a sheet of all pictures.")
  var grid = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Add a strip of pictures on the way between two seeds, such as 3,8.", valueName: "A,B"))
  var interpolate: SeedPair?

  @Option(parsing: .unconditional, help: ArgumentHelp("Pictures of that strip.", valueName: "n"))
  var steps = 10

  @Option(
    help: ArgumentHelp(
      "Add nearest.png: samples beside the most similar pictures of this folder.",
      valueName: "folder"),
    completion: .directory)
  var nearest: String?

  @Option(
    help: ArgumentHelp(
      "Write a dataset of class folders there, instead of --output.", valueName: "dir"),
    completion: .directory)
  var asDataset: String?

  @OptionGroup var precision: FloatPrecisionOptions
  @OptionGroup var threads: ThreadOptions

  /// How many samples nearest.png shows at most.
  private static let shownNeighbors = 32

  func validate() throws {
    guard truncation.isFinite, (0...2).contains(truncation) else {
      throw ValidationError("--trunc is \(truncation); it must be from 0 to 2")
    }
    if let count { try Check.range("--count", count, 1...SeedList.maximumCount) }
    guard count == nil || seeds == nil else {
      throw ValidationError("give --seeds or --count, not both")
    }
    guard !grid || (count ?? seeds?.seeds.count ?? 0) <= 2000 else {
      throw ValidationError("--grid shows at most 2000 pictures")
    }
    guard asDataset == nil || output == nil else {
      throw ValidationError("give --output or --as-dataset, not both")
    }
    guard asDataset == nil || !(grid || interpolate != nil || nearest != nil) else {
      throw ValidationError("--as-dataset writes a dataset alone; leave out the sheets")
    }
    try Check.range("--steps", steps, 2...1000)
  }

  func run() throws {
    threads.apply()
    let generator: Generator = try precision.load(model)
    let requests = try self.requests(generator)
    // Before anything is written, so that a folder that cannot be read costs nothing.
    let memory = try nearest.map { try self.memory(of: generator, in: $0) }
    if let asDataset { try GenerationOutput.requireNew(asDataset) }
    var writer = try GenerationOutput(
      generator, called: model, to: asDataset ?? output ?? "generated")
    writer.usesClassFolders = asDataset != nil
    writer.keepsPictures = grid || nearest != nil
    let progress = CountProgress(total: requests.count, verb: "drawn")
    var done = 0
    let pictures = try writer.write(requests) { path in
      done += 1
      if asDataset != nil { return progress.show(done) }
      try StandardOutput.write(line: path)
    }
    progress.clear()
    if let asDataset {
      return try StandardOutput.write(line: "\(asDataset): \(countText(requests.count, "picture"))")
    }
    try writeSheets(generator, requests, pictures, memory, writer)
  }

  private func requests(_ generator: Generator) throws -> [GenerationRequest] {
    let chosen = try className.map { try index(ofClass: $0, generator.classNames) }
    let list = seeds ?? SeedList(0...UInt64((count ?? 16) - 1))
    return list.seeds.map {
      GenerationRequest(
        seed: $0, classIndex: chosen ?? generator.usualClass(of: $0), truncation: truncation)
    }
  }

  private func index(ofClass name: String, _ names: [String]) throws -> Int {
    if let index = names.firstIndex(of: name) { return index }
    guard !names.isEmpty else {
      throw ValidationError("the model \(model) draws no classes; leave out --class")
    }
    let hint = NearestName.hint(for: name, among: names)
    throw ValidationError(
      "the model \(model) draws no \"\(name)\"\(hint); its classes are "
        + names.joined(separator: ", "))
  }

  private func memory(of generator: Generator, in folder: String) throws -> MemoryCheck {
    try MemoryCheck(PictureCollection.checked(folder: folder, skipsBad: true), for: generator)
  }

  private func writeSheets(
    _ generator: Generator, _ requests: [GenerationRequest], _ pictures: [Image],
    _ memory: MemoryCheck?, _ writer: GenerationOutput
  ) throws {
    if grid {
      let columns =
        className == nil && !generator.classNames.isEmpty
        ? min(generator.classNames.count, 20) : nil
      let sheet = ContactSheet(pictures, columns: columns)
      try StandardOutput.write(line: writer.write(sheet: sheet.image(), as: "grid.png"))
    }
    if let interpolate {
      let ends = [interpolate.first, interpolate.second].map { seed in
        GenerationRequest(
          seed: seed, classIndex: requests.first?.classIndex ?? 0, truncation: truncation)
      }
      let strip = generator.interpolation(from: ends[0], to: ends[1], count: steps)
      let name = "interpolation-\(interpolate.first)-\(interpolate.second).png"
      try StandardOutput.write(
        line: writer.write(sheet: ContactSheet(strip, columns: min(steps, 20)).image(), as: name))
    }
    if let memory {
      let shown = Array(zip(requests, pictures).prefix(Self.shownNeighbors))
      if requests.count > shown.count {
        StandardError.warn(
          "nearest.png shows the first \(shown.count) of \(requests.count) pictures")
      }
      let neighbors = try memory.neighbors(of: shown.map(\.1))
      let rows = zip(shown, neighbors).map { sample, neighbors in
        NearestSheet.Row(
          sample: sample.1, label: "seed \(sample.0.seed)", neighbors: neighbors)
      }
      try StandardOutput.write(
        line: writer.write(sheet: NearestSheet.image(of: rows), as: "nearest.png"))
    }
  }
}
