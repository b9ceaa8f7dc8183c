/// A recursive-descent parser over bytes; numbers and strings are in files of their own.
struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let options: JSONParsingOptions
  var index = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>, options: JSONParsingOptions) {
    self.bytes = bytes
    self.options = options
  }

  /// The byte at the index, or 0 (which no JSON token contains) at the end.
  @inline(__always)
  var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  func failure(_ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(message, at: offset ?? index, in: bytes)
  }

  /// The error for a byte that fits nowhere.
  func unexpected(_ expectation: String) -> JSONError {
    guard index < bytes.count else {
      return failure("the text ends where \(expectation) should be")
    }
    let byte = bytes[index]
    let shown =
      byte > 0x20 && byte < 0x7F
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return failure("\(shown) where \(expectation) should be")
  }

  mutating func parseDocument() throws(JSONError) -> JSONValue {
    if bytes.count >= 2,
      (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)
    {
      throw failure("the text is UTF-16; JSON is UTF-8")
    }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      guard options.allowsByteOrderMark else { throw failure("a byte order mark") }
      index = 3
    }
    skipSpace()
    let value = try parseValue()
    skipSpace()
    guard index == bytes.count else { throw unexpected("the end of the text") }
    return value
  }

  @inline(__always)
  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  mutating func parseValue() throws(JSONError) -> JSONValue {
    switch current {
    case 0x22: return .string(try parseString())
    case 0x7B: return try parseObject()
    case 0x5B: return try parseArray()
    case 0x2D, 0x30...0x39: return try parseNumber()
    case 0x74: return try parseWord("true", .bool(true))
    case 0x66: return try parseWord("false", .bool(false))
    case 0x6E: return try parseWord("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func parseWord(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[offset] else { throw unexpected("'\(word)'") }
      index += 1
    }
    return value
  }

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= options.maximumDepth else {
      throw failure("nesting deeper than \(options.maximumDepth) levels")
    }
    index += 1
    skipSpace()
  }

  private mutating func parseArray() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    guard current != 0x5D else {
      index += 1
      return .array(values)
    }
    while true {
      values.append(try parseValue())
      skipSpace()
      switch current {
      case 0x2C:
        index += 1
        skipSpace()
      case 0x5D:
        index += 1
        return .array(values)
      default: throw unexpected("',' or ']'")
      }
    }
  }

  private mutating func parseObject() throws(JSONError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Member] = []
    var names = NamesSeen()
    guard current != 0x7D else {
      index += 1
      return .object(JSONObject(members))
    }
    while true {
      let start = index
      guard current == 0x22 else { throw unexpected("a name in quotes") }
      let key = try parseString()
      guard names.insert(key, beside: members) else {
        throw failure("the name \"\(key)\" twice in one object", at: start)
      }
      skipSpace()
      guard current == 0x3A else { throw unexpected("':'") }
      index += 1
      skipSpace()
      members.append(JSONObject.Member(key: key, value: try parseValue()))
      skipSpace()
      switch current {
      case 0x2C:
        index += 1
        skipSpace()
      case 0x7D:
        index += 1
        return .object(JSONObject(members))
      default: throw unexpected("',' or '}'")
      }
    }
  }
}

/// Tells repeated names: compares the few of most objects directly, and hashes those of large ones.
private struct NamesSeen {
  private var set: Set<String> = []

  mutating func insert(_ key: String, beside members: [JSONObject.Member]) -> Bool {
    if members.count < 12 { return !members.contains { $0.key == key } }
    if set.isEmpty { set = Set(members.map(\.key)) }
    return set.insert(key).inserted
  }
}
