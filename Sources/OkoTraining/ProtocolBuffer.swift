/// A message in the wire format of protocol buffers: as much of it as event files need.
package struct ProtocolBuffer: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Adds a whole number that is not negative.
  package mutating func add(_ value: Int, field: Int) {
    addVarint(UInt64(field) << 3)
    addVarint(UInt64(max(0, value)))
  }

  package mutating func add(_ value: Double, field: Int) {
    addVarint(UInt64(field) << 3 | 1)
    bytes += littleEndian(value.bitPattern)
  }

  package mutating func add(_ value: Float, field: Int) {
    addVarint(UInt64(field) << 3 | 5)
    bytes += littleEndian(value.bitPattern)
  }

  package mutating func add(_ value: String, field: Int) {
    addBytes(Array(value.utf8), field: field)
  }

  package mutating func add(_ message: ProtocolBuffer, field: Int) {
    addBytes(message.bytes, field: field)
  }

  private mutating func addBytes(_ value: [UInt8], field: Int) {
    addVarint(UInt64(field) << 3 | 2)
    addVarint(UInt64(value.count))
    bytes += value
  }

  private mutating func addVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The bytes of `value`, the lowest first.
package func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
