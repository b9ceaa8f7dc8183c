import OkoImaging
import OkoTensors
import Synchronization

/// Values made of files and kept in memory by their path, up to a number of bytes.
///
/// What comes first stays: where not all fit, epochs in random order would throw out each value just before
/// its next use.
final class KeptValues<Value: Sendable>: Sendable {
  /// How many bytes are kept at most.
  let budget: Int
  private let content = Mutex(Content())

  private struct Content {
    var values: [String: Value] = [:]
    var bytes = 0
  }

  /// Keeps nothing yet; `budget` is limited to a quarter of the machine's memory.
  init(budget: Int) {
    self.budget = min(max(budget, 0), MachineMemory.bytes / 4)
  }

  var byteCount: Int { content.withLock { $0.bytes } }
  var count: Int { content.withLock { $0.values.count } }

  /// The value of the file at `path`, from memory or made.
  func value(
    at path: String, bytes: (Value) -> Int, make: () throws(ImageError) -> Value
  ) throws(ImageError) -> Value {
    if let kept = content.withLock({ $0.values[path] }) { return kept }
    // Made outside the lock: two threads may do it at once, and get the same.
    let value = try make()
    let bytes = bytes(value)
    content.withLock { content in
      guard content.bytes + bytes <= budget, content.values[path] == nil else { return }
      content.values[path] = value
      content.bytes += bytes
    }
    return value
  }
}
