import ArgumentParser

extension ExitCode {
  /// Some inputs failed and were reported; the others are done.
  static let someInputsFailed = ExitCode(2)
}
