/// A table of a font: numbers at places that are checked, the highest byte first.
struct FontTable: Sendable {
  /// Four letters, for messages.
  let name: String
  /// The whole file.
  private let bytes: [UInt8]
  /// Where the table lies in the file.
  private let range: Range<Int>

  /// The part of `bytes` from `offset` on; it must lie within them.
  init(
    _ name: String, of bytes: [UInt8], from offset: Int, count: Int
  ) throws(FontError) {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw FontError(
        .damaged,
        "the table \(name) of \(count) bytes from \(offset) on lies beyond the end of the file",
        byteOffset: min(max(offset, 0), bytes.count))
    }
    self.name = name
    self.bytes = bytes
    range = offset..<(offset + count)
  }

  /// Bytes of the table.
  var count: Int { range.count }

  /// The table from `offset` on, up to `end` where that is given.
  func part(from offset: Int, to end: Int? = nil) throws(FontError) -> FontTable {
    let end = end ?? count
    guard offset >= 0, offset <= end, end <= count else {
      throw damaged("the table \(name) ends before byte \(max(offset, end)) of it", at: offset)
    }
    return try FontTable(
      name, of: bytes, from: range.lowerBound + offset, count: end - offset)
  }

  func uint8(_ offset: Int) throws(FontError) -> Int {
    Int(bytes[try place(offset, 1)])
  }

  func int8(_ offset: Int) throws(FontError) -> Int {
    Int(Int8(bitPattern: bytes[try place(offset, 1)]))
  }

  func uint16(_ offset: Int) throws(FontError) -> Int {
    let place = try place(offset, 2)
    return Int(bytes[place]) << 8 | Int(bytes[place + 1])
  }

  func int16(_ offset: Int) throws(FontError) -> Int {
    Int(Int16(truncatingIfNeeded: try uint16(offset)))
  }

  func uint32(_ offset: Int) throws(FontError) -> Int {
    try uint16(offset) << 16 | uint16(offset + 2)
  }

  /// A fixed-point number with 14 bits behind the point.
  func fraction(_ offset: Int) throws(FontError) -> Double {
    Double(try int16(offset)) / 16384
  }

  /// The error that `message` describes, at a byte of the table.
  func damaged(_ message: String, at offset: Int) -> FontError {
    FontError(
      .damaged, message, byteOffset: range.lowerBound + min(max(offset, 0), range.count))
  }

  /// Where a number of `width` bytes lies in the file.
  private func place(_ offset: Int, _ width: Int) throws(FontError) -> Int {
    guard offset >= 0, offset <= range.count - width else {
      throw damaged("the table \(name) ends too early", at: offset)
    }
    return range.lowerBound + offset
  }
}
