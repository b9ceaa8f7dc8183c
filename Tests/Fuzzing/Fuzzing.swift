import Glibc

/// Throws random bytes at one decoder: `OkoFuzzing TARGET [libFuzzer's options] [corpus…]`.
///
/// `OkoFuzzing seeds TARGET FOLDER` writes what the target may start from. `run` beside this file does both.
@main
struct Fuzzing {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let asksForSeeds = arguments.first == "seeds"
    if asksForSeeds { arguments.removeFirst() }
    guard let name = arguments.first, let target = FuzzTarget.all.first(where: { $0.name == name })
    else {
      print("targets: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
      exit(64)
    }
    if asksForSeeds {
      guard arguments.count == 2 else { exit(64) }
      for (index, seed) in try target.seeds().enumerated() {
        try save(seed, to: "\(arguments[1])/made-\(index)")
      }
    } else {
      chosen = target
      drive([CommandLine.arguments[0]] + arguments.dropFirst())
    }
  }

  /// The target that libFuzzer calls, which has no way to be handed one.
  nonisolated(unsafe) static var chosen = FuzzTarget.all[0]

  private static func drive(_ arguments: [String]) {
    var count = Int32(arguments.count)
    let strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: arguments.count + 1)
    for (index, argument) in arguments.enumerated() { strings[index] = strdup(argument) }
    strings[arguments.count] = nil
    var place = strings
    exit(
      runDriver(&count, &place) { bytes, count in
        Fuzzing.chosen.body([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      })
  }

  static func save(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb") else { throw FuzzError(message: "cannot write \(path)") }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw FuzzError(message: "cannot write \(path)")
    }
  }
}

struct FuzzError: Error {
  let message: String
}

/// One decoder, what it may start from, and what is tried on each input.
///
/// The body traps where something does not hold; an error that the decoder throws is fine.
struct FuzzTarget: Sendable {
  let name: String
  let seeds: @Sendable () throws -> [[UInt8]]
  let body: @Sendable ([UInt8]) -> Void

  static let all = [
    png, jpeg, json, voc, yoloRows, yoloConfiguration, coco, createML, checkpoint, detector,
    segmenter,
  ]
}

/// A number made from the bytes, to choose options by: the same input always runs the same way.
func digest(_ bytes: [UInt8]) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

/// Ends the run where `condition` does not hold; `precondition` would keep its message to itself in release.
func hold(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { broken(message()) }
}

func broken(_ message: String) -> Never {
  let line = Array("does not hold: \(message)\n".utf8)
  _ = write(2, line, line.count)
  abort()
}

// libFuzzer's way in for programs that bring a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
