#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where results go: each line at once, and a full disk behind a redirection is an error.
enum StandardOutput {
  /// Writes `line` and ends it.
  static func write(line: String) throws(CommandFailure) {
    guard let reason = writeAll(line + "\n", to: STDOUT_FILENO) else { return }
    throw CommandFailure("standard output: \(reason)")
  }
}

/// Where everything else goes: progress, warnings, errors.
enum StandardError {
  /// Writes `line` and ends it; there is nobody to tell where that fails.
  static func write(line: String) { write(line + "\n") }

  /// Writes `text` as it is.
  static func write(_ text: String) { _ = writeAll(text, to: STDERR_FILENO) }

  /// Writes `oko: warning: …`.
  static func warn(_ text: String) { write(line: "oko: warning: \(text)") }
}

/// Writes all of `text`; gives the reason where that fails.
private func writeAll(_ text: String, to descriptor: Int32) -> String? {
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written >= 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      return String(cString: strerror(errno))
    }
  }
  return nil
}

/// A failure at run time in the words that the user sees; the exit code is 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
