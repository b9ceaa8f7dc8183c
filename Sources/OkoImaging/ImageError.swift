/// Why a picture could not be read or written: what, where, and what to do next.
public struct ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure, for programs to tell apart.
  public enum Code: String, Hashable, Sendable {
    /// The bytes hold no picture at all: an HTML page, a Git LFS pointer, nothing.
    case notAnImage
    /// A picture, of a kind that Oko does not read.
    case unsupportedFormat
    /// A PNG or JPEG whose bytes break the rules of its format.
    case damaged
    /// A picture beyond the ``DecodeLimits``.
    case tooLarge
    /// The file could not be opened or read.
    case unreadable
    /// The picture, or an option beside it, does not fit the format to write.
    case cannotEncode
    /// The machine had no memory left.
    case outOfMemory
  }

  /// The kind of failure.
  public let code: Code
  /// What went wrong, in words.
  public let message: String
  /// The file, where there is one.
  public let path: String?
  /// The byte of the file at which decoding stopped, where it is known.
  public let byteOffset: Int?

  /// Makes an error; `path` and `byteOffset` are nil where they are not known.
  public init(_ code: Code, _ message: String, path: String? = nil, byteOffset: Int? = nil) {
    self.code = code
    self.message = message
    self.path = path
    self.byteOffset = byteOffset
  }

  /// The message after its place, as in `photo.jpg: byte 1234: the file ends too early`.
  public var description: String {
    path.map { "\($0): \(reason)" } ?? reason
  }

  /// The message after its byte, without the file, as in `byte 1234: the file ends too early`.
  public var reason: String { byteOffset.map { "byte \($0): \(message)" } ?? message }

  /// The same error in the file at `path`.
  func inFile(_ path: String) -> ImageError {
    ImageError(code, message, path: path, byteOffset: byteOffset)
  }
}
