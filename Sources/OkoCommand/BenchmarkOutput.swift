import Foundation
import Oko

/// What `oko bench predict` and `oko bench train` print.
enum BenchmarkOutput {
  /// Prints a table or JSON lines, with the memory of each network measured in a process of its own.
  ///
  /// - Parameters:
  ///   - result: What was measured.
  ///   - asJSON: Whether to print JSON.
  ///   - arguments: What to call `oko bench` with, beside the network, for its memory.
  /// - Throws: What goes wrong with that call or with the output.
  static func write(
    _ result: NetworkBenchmark, asJSON: Bool, again arguments: [String]
  ) throws {
    let threads = "\(result.threadCount)"
    var result = result
    try result.notePeaks { name in
      let output = try ownOutput(
        ["bench"] + arguments + [
          "--network", name, "--threads", threads, "--times", "1", "--json",
        ])
      return try JSONValue(parsing: Array(output.utf8))["peak_bytes"]?.int
    }
    for line in asJSON ? result.jsonLines : result.lines { try StandardOutput.write(line: line) }
  }

  /// What this program prints when it is called with `arguments`.
  private static func ownOutput(_ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL =
      Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
