import ArgumentParser
import Oko
import OkoTensors

/// `oko bench attention`: the speed and the memory of attention.
struct BenchAttentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "Measure attention over many places, forward and backward.",
    discussion: """
      The arithmetic counted is that of the matrix products: two forward, five backward. The memory is the most \
      that the process ever took. Let nothing else run meanwhile.

      EXAMPLES:
        oko bench attention --threads 1
        oko bench attention --places 16384 --heads 8 --width 256 --repeats 1
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Places that attend to one another.", valueName: "n"))
  var places = 4096

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of which so many first ones are no padding.", valueName: "n"))
  var keys: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Heads that share the width.", valueName: "n"))
  var heads = 8

  @Option(parsing: .unconditional, help: ArgumentHelp("Numbers of each place.", valueName: "n"))
  var width = 256

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of so many runs the fastest counts.", valueName: "n"))
  var repeats = 3

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try Check.range("--places", places, 1...1_000_000)
    if let keys { try Check.range("--keys", keys, 1...places) }
    try Check.range("--heads", heads, 1...1024)
    try Check.range("--width", width, 1...65_536)
    try Check.range("--repeats", repeats, 1...1000)
    guard width % heads == 0 else { throw ValidationError("--heads must divide --width") }
  }

  func run() throws {
    threads.apply()
    let result = AttentionBenchmark(
      places: places, keys: keys, heads: heads, width: width, repeats: repeats)
    for line in result.lines { try StandardOutput.write(line: line) }
  }
}
