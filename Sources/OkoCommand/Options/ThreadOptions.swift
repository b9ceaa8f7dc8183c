import ArgumentParser
import Oko

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads compute.
struct ThreadOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads that compute; the results do not depend on it. (default: OKO_THREADS, or all processors)",
      valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads is \(threads); it must be from 1 to 256")
    }
    guard threads == nil, let text = getenv("OKO_THREADS").map({ String(cString: $0) }) else {
      return
    }
    guard let count = Int(text), (1...256).contains(count) else {
      throw ValidationError("OKO_THREADS is '\(text)'; it must be a number from 1 to 256")
    }
  }

  /// Makes the process compute on so many threads.
  func apply() {
    if let threads { Workers.shared.threadCount = threads }
  }
}
