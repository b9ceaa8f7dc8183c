/// A strict reader of the XML that annotations are written in.
///
/// No entity is ever defined or fetched: a document type with declarations of its own is refused, which
/// disposes of external entities and of entity bombs at once. Attributes are read over. Own code rather than
/// Foundation's, whose parser brings libxml2 into every start of the program.
struct XMLDocumentParser {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private static let maximumDepth = 64

  /// The root element of a document in UTF-8 or Latin-1.
  static func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
    var parser = XMLDocumentParser(bytes: try decoded(bytes))
    try parser.skipProlog()
    guard parser.current == UInt8(ascii: "<") else {
      throw parser.failure(bytes.isEmpty ? "empty" : "no element")
    }
    let root = try parser.parseElement(depth: 1)
    try parser.skipProlog()
    guard parser.index == parser.bytes.count else { throw parser.failure("text behind the end") }
    return root
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The document as UTF-8, from what its declaration says it is.
  private static func decoded(_ bytes: [UInt8]) throws(XMLError) -> [UInt8] {
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let head = String(decoding: body.prefix(120), as: UTF8.self).lowercased()
    if head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"),
      ["iso-8859-1", "latin1", "latin-1", "windows-1252"].contains(where: {
        head[..<end.lowerBound].contains("encoding=\"\($0)\"")
          || head[..<end.lowerBound].contains("encoding='\($0)'")
      })
    {
      return body.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
    }
    guard String(validating: body, as: UTF8.self) != nil, !body.contains(0) else {
      throw XMLError(message: "not UTF-8 text", line: 1)
    }
    return body
  }

  private var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  private func failure(_ message: String) -> XMLError { XMLError(message: message, line: line) }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      if bytes[index] == 0x0A { line += 1 }
      index += 1
    }
  }

  private func follows(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  private mutating func skip(past end: StaticString, _ name: String) throws(XMLError) {
    while !follows(end) {
      guard index < bytes.count else { throw failure("the text ends inside \(name)") }
      advance()
    }
    advance(end.utf8CodeUnitCount)
  }

  private mutating func skipSpace() {
    while [0x20, 0x0A, 0x0D, 0x09].contains(current) { advance() }
  }

  /// Skips white space, comments, processing instructions and a plain document type.
  private mutating func skipProlog() throws(XMLError) {
    while true {
      skipSpace()
      if follows("<?") {
        try skip(past: "?>", "an instruction")
      } else if follows("<!--") {
        try skip(past: "-->", "a comment")
      } else if follows("<!DOCTYPE") || follows("<!doctype") {
        while current != UInt8(ascii: ">") {
          guard index < bytes.count else { throw failure("the text ends inside a document type") }
          guard current != UInt8(ascii: "[") else {
            throw failure("a document type with declarations of its own; nothing of it is read")
          }
          advance()
        }
        advance()
      } else {
        return
      }
    }
  }

  private mutating func parseName() throws(XMLError) -> String {
    let start = index
    while current >= 0x80 || current == 0x5F || current == 0x2D || current == 0x2E
      || current == 0x3A
      || (0x30...0x39).contains(current) || (0x41...0x5A).contains(current)
      || (0x61...0x7A).contains(current)
    { index += 1 }
    guard index > start else { throw failure("no name behind '<'") }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func parseElement(depth: Int) throws(XMLError) -> XMLElement {
    guard depth <= Self.maximumDepth else {
      throw failure("elements nested deeper than \(Self.maximumDepth)")
    }
    let line = line
    advance()
    let name = try parseName()
    var element = XMLElement(name: name, line: line, text: "", children: [])
    if try skipAttributes(name) { return element }
    var text: [UInt8] = []
    while !follows("</") {
      guard index < bytes.count else { throw failure("the text ends inside <\(name)>") }
      if follows("<!--") {
        try skip(past: "-->", "a comment")
      } else if follows("<![CDATA[") {
        advance(9)
        let start = index
        try skip(past: "]]>", "a CDATA section")
        text += bytes[start..<(index - 3)]
      } else if follows("<?") {
        try skip(past: "?>", "an instruction")
      } else if current == UInt8(ascii: "<") {
        element.children.append(try parseElement(depth: depth + 1))
      } else if current == UInt8(ascii: "&") {
        try readReference(into: &text)
      } else {
        text.append(current)
        advance()
      }
    }
    advance(2)
    let closing = try parseName()
    skipSpace()
    guard closing == name, current == UInt8(ascii: ">") else {
      throw failure("</\(closing)> where </\(name)> should be")
    }
    advance()
    element.text = String(decoding: text, as: UTF8.self).trimmingSpaces()
    return element
  }

  /// Reads over what follows a name in a tag; whether the element ends with it.
  private mutating func skipAttributes(_ name: String) throws(XMLError) -> Bool {
    while true {
      switch current {
      case UInt8(ascii: ">"):
        advance()
        return false
      case UInt8(ascii: "/") where follows("/>"):
        advance(2)
        return true
      case UInt8(ascii: "\""):
        advance()
        try skip(past: "\"", "an attribute")
      case UInt8(ascii: "'"):
        advance()
        try skip(past: "'", "an attribute")
      case UInt8(ascii: "<"): throw failure("'<' inside the tag of <\(name)>")
      default:
        guard index < bytes.count else { throw failure("the text ends inside <\(name)>") }
        advance()
      }
    }
  }

  /// Reads `&amp;` and its four kin, or a character by number; no others exist here.
  private mutating func readReference(into text: inout [UInt8]) throws(XMLError) {
    let window = bytes[index..<min(index + 12, bytes.count)]
    guard let end = window.firstIndex(of: UInt8(ascii: ";")) else {
      throw failure("'&' that begins no reference")
    }
    let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
    switch name {
    case "amp": text.append(0x26)
    case "lt": text.append(0x3C)
    case "gt": text.append(0x3E)
    case "quot": text.append(0x22)
    case "apos": text.append(0x27)
    default:
      let number =
        name.hasPrefix("#x")
        ? UInt32(name.dropFirst(2), radix: 16)
        : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let number, number > 0, let scalar = Unicode.Scalar(number) else {
        throw failure("the entity &\(name); is not defined")
      }
      text += String(Character(scalar)).utf8
    }
    advance(end - index + 1)
  }
}
