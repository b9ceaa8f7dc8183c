#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Counts on standard error: one line drawn over and over on a terminal, a line a tenth of the way elsewhere.
final class CountProgress {
  private let total: Int
  private let verb: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var tenths = 0

  init(total: Int, verb: String) {
    self.total = total
    self.verb = verb
  }

  /// Shows that `done` are done.
  func show(_ done: Int) {
    let text = "\(verb) \(done) of \(total)"
    guard !isTerminal else { return StandardError.write("\r\u{1b}[K" + text) }
    let reached = done * 10 / max(total, 1)
    guard reached > tenths else { return }
    tenths = reached
    StandardError.write(line: text)
  }

  /// Removes the line from a terminal.
  func clear() {
    if isTerminal { StandardError.write("\r\u{1b}[K") }
  }
}
