import ArgumentParser
import Oko

/// `oko bench pictures`: the time of what surrounds a detector's network.
struct BenchPicturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pictures",
    abstract: "Measure the way from a JPEG to a tensor, and the suppression of boxes.",
    discussion: """
      On one thread, in turns. The picture is one of 12 megapixels that is drawn for it, or yours; its bytes are in \
      memory. The boxes are 8,400, all above the threshold, crowded on 64 things. Let nothing else run meanwhile. \
      Benchmarks/pictures.py measures Pillow and OpenCV beside it.

      EXAMPLES:
        oko bench pictures
        oko bench pictures --picture photo.jpg --side 320 --json
      """)

  @Option(
    help: ArgumentHelp("A JPEG or PNG of your own.", valueName: "file"), completion: .file())
  var picture: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The side of the tensor in pixels.", valueName: "n"))
  var side = 640

  @Option(parsing: .unconditional, help: ArgumentHelp("How many boxes.", valueName: "n"))
  var boxes = 8400

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How often to time each.", valueName: "n"))
  var times = 20

  @Flag(help: "Print one JSON object for each measurement.")
  var json = false

  func validate() throws {
    try Check.range("--side", side, 1...16_384)
    try Check.range("--boxes", boxes, 1...1_000_000)
    try Check.range("--times", times, 1...100_000)
  }

  func run() throws {
    let result = try PictureBenchmark.run(path: picture, side: side, boxes: boxes, times: times)
    for line in json ? result.jsonLines : result.lines { try StandardOutput.write(line: line) }
  }
}
