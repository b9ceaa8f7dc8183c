/// How strictly a document is read; the rest of RFC 8259 is always kept to.
public struct JSONParsingOptions: Hashable, Sendable {
  /// Whether a byte order mark in front of the document is skipped; otherwise it is an error.
  public var allowsByteOrderMark = true
  /// How deep arrays and objects may nest; at most 200 is safe on any thread's stack.
  public var maximumDepth = 200

  /// Makes the default: a byte order mark is skipped, 200 levels.
  public init() {}
}

extension JSONValue {
  /// Reads one JSON document.
  ///
  /// Refused with line and column: anything after the document, a name twice in one object, bytes that are
  /// not UTF-8, lone surrogates, numbers beyond a double's range (`1e400`), `NaN`, trailing commas, comments
  /// and nesting beyond the limit. Time is proportional to the length.
  public init(
    parsing bytes: [UInt8], options: JSONParsingOptions = JSONParsingOptions()
  ) throws(JSONError) {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(JSONError) in try JSONValue(parsing: buffer, options: options) }
    }
    self = try result.get()
  }

  /// Reads one JSON document from memory that someone else keeps, without copying it.
  public init(
    parsing bytes: UnsafeBufferPointer<UInt8>, options: JSONParsingOptions = JSONParsingOptions()
  ) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, options: options)
    self = try parser.parseDocument()
  }
}
