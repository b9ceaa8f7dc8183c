/// Why a checkpoint cannot be read, written or put into a network.
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of a failure.
  public enum Code: String, Hashable, Sendable {
    /// The bytes break the rules of the format.
    case damaged
    /// A tensor is missing, superfluous or has another shape than the network's.
    case misfit
    /// The file cannot be opened or read.
    case unreadable
  }

  /// The kind of the failure.
  public let code: Code
  /// What is wrong.
  public let message: String
  /// The file, where there is one.
  public let path: String?

  /// Makes an error about the file at `path`.
  public init(_ code: Code, _ message: String, path: String? = nil) {
    (self.code, self.message, self.path) = (code, message, path)
  }

  /// The path and the message.
  public var description: String { path.map { "\($0): \(message)" } ?? message }

  /// The same error in the file at `path`.
  package func inFile(_ path: String) -> CheckpointError {
    CheckpointError(code, message, path: path)
  }
}
