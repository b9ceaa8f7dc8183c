import OkoTensors

/// The types of scalars that a safetensors file may hold, each read as single precision.
enum ElementType: String, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case boolean = "BOOL"

  /// Bytes of one scalar.
  var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .boolean: 1
    }
  }

  /// Reads `count` little-endian scalars from `source` into `result`.
  func read(_ source: UnsafeRawBufferPointer, into result: UnsafeMutablePointer<Float>) {
    func convert<Bits: FixedWidthInteger>(_ type: Bits.Type, _ float: (Bits) -> Float) {
      let width = MemoryLayout<Bits>.size
      for index in 0..<(source.count / width) {
        let bits = source.loadUnaligned(fromByteOffset: index * width, as: type)
        result[index] = float(Bits(littleEndian: bits))
      }
    }
    switch self {
    case .float64: convert(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float32: convert(UInt32.self) { Float(bitPattern: $0) }
    case .float16: convert(UInt16.self, Self.half)
    case .bfloat16: convert(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .int64: convert(Int64.self) { Float($0) }
    case .int32: convert(Int32.self) { Float($0) }
    case .int16: convert(Int16.self) { Float($0) }
    case .int8: convert(Int8.self) { Float($0) }
    case .uint64: convert(UInt64.self) { Float($0) }
    case .uint32: convert(UInt32.self) { Float($0) }
    case .uint16: convert(UInt16.self) { Float($0) }
    case .uint8: convert(UInt8.self) { Float($0) }
    case .boolean: convert(UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  /// IEEE 754 half precision; Swift's `Float16` is not on every platform.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign
        * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }

  /// The upper half of a single, rounded to nearest, ties to even; a NaN stays one.
  static func bfloat16Bits(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }
}
