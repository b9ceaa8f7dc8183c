/// Why training cannot start or go on.
public struct TrainingError: Error, Sendable, CustomStringConvertible {
  /// The kind of a failure.
  public enum Code: String, Sendable {
    /// An option has no meaning.
    case option
    /// A sample cannot be loaded.
    case data
    /// A checkpoint cannot be written or read.
    case checkpoint
    /// A loss or a weight is infinite or not a number.
    case nonFinite
    /// A file or folder cannot be written or read.
    case file
  }

  /// The kind of the failure.
  public let code: Code
  /// What happened and what to do.
  public let message: String
  /// The file concerned.
  public let file: String?

  /// Makes an error about `file`.
  public init(_ code: Code, _ message: String, file: String? = nil) {
    self.code = code
    self.message = message
    self.file = file
  }

  /// The file and the message.
  public var description: String {
    file.map { "\($0): \(message)" } ?? message
  }
}
