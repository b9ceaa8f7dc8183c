/// What is wrong with the text of a JSON document, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int
  /// The offset of the byte, from 0.
  public let byteOffset: Int

  /// Line and column, then the message: `3:14: duplicate name "id"`.
  public var description: String { "\(line):\(column): \(message)" }

  init(_ message: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    self.message = message
    self.line = line
    self.column = offset - lineStart + 1
    self.byteOffset = offset
  }
}
