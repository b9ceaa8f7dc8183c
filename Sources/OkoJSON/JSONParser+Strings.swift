extension JSONParser {
  /// Reads a string from its opening quote to behind the closing one.
  mutating func parseString() throws(JSONError) -> String {
    let opening = index
    index += 1
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 {
        let text = try text(start..<index)
        index += 1
        return text
      }
      if byte == 0x5C { return try parseEscapedString(from: start, opening: opening) }
      guard byte >= 0x20 else { throw unexpected("an escaped control character") }
      index += 1
    }
    throw failure("a string without its closing quote", at: opening)
  }

  private func text(_ range: Range<Int>) throws(JSONError) -> String {
    let slice = UnsafeBufferPointer(rebasing: bytes[range])
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw failure("bytes that are not UTF-8", at: range.lowerBound + firstInvalidByte(in: slice))
    }
    return text
  }

  /// The offset of the first byte that no valid UTF-8 text has there.
  private func firstInvalidByte(in slice: UnsafeBufferPointer<UInt8>) -> Int {
    var decoder = UTF8()
    var iterator = slice.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    return offset
  }

  /// Reads the rest of a string that has an escape at the index.
  private mutating func parseEscapedString(
    from start: Int, opening: Int
  ) throws(JSONError) -> String {
    var content = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x22:
        index += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("bytes that are not UTF-8", at: start)
        }
        return text
      case 0x5C:
        index += 1
        try readEscape(into: &content)
      case 0..<0x20: throw unexpected("an escaped control character")
      default:
        content.append(byte)
        index += 1
      }
    }
    throw failure("a string without its closing quote", at: opening)
  }

  private mutating func readEscape(into content: inout [UInt8]) throws(JSONError) {
    let simple: UInt8
    switch current {
    case 0x22, 0x5C, 0x2F: simple = current
    case 0x62: simple = 0x08
    case 0x66: simple = 0x0C
    case 0x6E: simple = 0x0A
    case 0x72: simple = 0x0D
    case 0x74: simple = 0x09
    case 0x75:
      index += 1
      return content.append(contentsOf: String(Character(try readScalar())).utf8)
    default: throw unexpected("the rest of an escape")
    }
    content.append(simple)
    index += 1
  }

  /// Reads the four digits of `\u`, and a second escape where they are half of a pair.
  private mutating func readScalar() throws(JSONError) -> Unicode.Scalar {
    let start = index - 2
    let first = try readHexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, current == 0x5C, index + 1 < bytes.count, bytes[index + 1] == 0x75 else {
      throw failure("half of a surrogate pair", at: start)
    }
    index += 2
    let second = try readHexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw failure("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue, current < 0x80 else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
