extension JSONValue {
  /// The document as text: members in their order, doubles in the fewest digits that read back the same.
  ///
  /// JSON has no word for infinity or NaN; they become `null`.
  public func serialized(indented: Bool = false) -> String {
    var writer = JSONWriter(isIndented: indented)
    writer.write(self, level: 0)
    return String(decoding: writer.output, as: UTF8.self)
  }
}

/// Appends values to a buffer of bytes.
private struct JSONWriter {
  let isIndented: Bool
  var output: [UInt8] = []

  init(isIndented: Bool) {
    self.isIndented = isIndented
  }

  mutating func write(_ value: JSONValue, level: Int) {
    switch value {
    case .null: write("null")
    case .bool(let value): write(value ? "true" : "false")
    case .integer(let value): write(value.description)
    case .number(let value): write(value.isFinite ? value.description : "null")
    case .string(let text): writeQuoted(text)
    case .array(let values):
      output.append(0x5B)
      for (index, element) in values.enumerated() {
        if index > 0 { output.append(0x2C) }
        breakLine(level + 1)
        write(element, level: level + 1)
      }
      if !values.isEmpty { breakLine(level) }
      output.append(0x5D)
    case .object(let object):
      output.append(0x7B)
      for (index, member) in object.members.enumerated() {
        if index > 0 { output.append(0x2C) }
        breakLine(level + 1)
        writeQuoted(member.key)
        write(isIndented ? ": " : ":")
        write(member.value, level: level + 1)
      }
      if !object.members.isEmpty { breakLine(level) }
      output.append(0x7D)
    }
  }

  private mutating func write(_ text: String) { output.append(contentsOf: text.utf8) }

  private mutating func breakLine(_ level: Int) {
    guard isIndented else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: 2 * level))
  }

  private mutating func writeQuoted(_ text: String) {
    output.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22: write("\\\"")
      case 0x5C: write("\\\\")
      case 0x0A: write("\\n")
      case 0x0D: write("\\r")
      case 0x09: write("\\t")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        write(byte < 0x10 ? "\\u000\(digits)" : "\\u00\(digits)")
      default: output.append(byte)
      }
    }
    output.append(0x22)
  }
}
