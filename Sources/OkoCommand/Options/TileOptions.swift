import ArgumentParser
import Oko

/// How large pictures are cut, and how much memory they may take.
struct TileOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The side of tiles in pixels. (default: small pictures whole, others 512 or 1024, or what fits)",
      valueName: "n"))
  var tile: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of a tile that its neighbour covers again.", valueName: "o"))
  var overlap = 0.5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most memory to take, such as 500M or 2G.", valueName: "bytes"))
  var memory = MemoryArgument(bytes: 1_000_000_000)

  func validate() throws {
    if let tile { try Check.range("--tile", tile, 32...16384) }
    try Check.range("--overlap", overlap, 0...0.9)
  }

  var options: SegmentationOptions {
    var options = SegmentationOptions()
    (options.tile, options.overlap, options.memoryLimit) = (tile, overlap, memory.bytes)
    return options
  }
}

/// An amount of memory as users write it: `500M`, `1.5G`, or bytes.
struct MemoryArgument: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("B") { text.removeLast() }
    let units: [Character: Double] = ["K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())) else { return nil }
    let bytes = number * (unit ?? 1)
    guard bytes >= 1, bytes < 1e15 else { return nil }
    self.bytes = Int(bytes)
  }

  var defaultValueDescription: String {
    bytes % 1_000_000_000 == 0 ? "\(bytes / 1_000_000_000)G" : "\(bytes)"
  }
}
