/// The cyclic redundancy check of Castagnoli 1993 (polynomial 0x1EDC6F41, reflected).
package struct CRC32C: Sendable {
  private var state: UInt32 = ~0

  package init() {}

  /// The check of everything so far.
  package var value: UInt32 { ~state }

  /// The check rotated and shifted as TensorBoard's files have it.
  package var masked: UInt32 { ((value >> 15) | (value << 17)) &+ 0xa282_ead8 }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    Self.table.withUnsafeBufferPointer { table in
      var crc = state
      for byte in bytes {
        crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8)
      }
      state = crc
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
  }
}
