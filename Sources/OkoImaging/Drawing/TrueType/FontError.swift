/// Why a font could not be read: what, where, and what to do next.
public struct FontError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure, for programs to tell apart.
  public enum Code: String, Hashable, Sendable {
    /// The bytes hold no font at all.
    case notAFont
    /// A font, of a kind that Oko does not read.
    case unsupported
    /// A TrueType font whose bytes break the rules of its format.
    case damaged
    /// A font or a glyph beyond what is reasonable.
    case tooLarge
    /// The file could not be opened or read.
    case unreadable
  }

  /// The kind of failure.
  public let code: Code
  /// What went wrong, in words.
  public let message: String
  /// The file, where there is one.
  public let path: String?
  /// The byte of the file at which reading stopped, where it is known.
  public let byteOffset: Int?

  /// Makes an error; `path` and `byteOffset` are nil where they are not known.
  public init(_ code: Code, _ message: String, path: String? = nil, byteOffset: Int? = nil) {
    self.code = code
    self.message = message
    self.path = path
    self.byteOffset = byteOffset
  }

  /// The message after its place, as in `Sans.ttf: byte 1234: the table glyf ends too early`.
  public var description: String {
    let reason = byteOffset.map { "byte \($0): \(message)" } ?? message
    return path.map { "\($0): \(reason)" } ?? reason
  }

  /// The same error in the file at `path`.
  func inFile(_ path: String) -> FontError {
    FontError(code, message, path: path, byteOffset: byteOffset)
  }
}
