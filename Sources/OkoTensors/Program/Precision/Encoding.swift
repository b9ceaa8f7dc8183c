/// How the scalars of a value of a program lie in memory.
struct Encoding: Hashable, Sendable {
  /// In how many bits.
  let type: ScalarType
  /// What bytes stand for.
  let quantization: Quantization?

  /// Floats, as tensors have them.
  static let float32 = Encoding(type: .float32, quantization: nil)
  /// The upper halves of floats.
  static let bfloat16 = Encoding(type: .bfloat16, quantization: nil)

  /// Bytes that stand for numbers.
  static func bytes(_ quantization: Quantization) -> Encoding {
    Encoding(type: .uint8, quantization: quantization)
  }

  /// The scalars of four bytes, which is what memory is counted in.
  var scalarsPerWord: Int { 4 / type.size }
}
