import COkoKernels

/// In how many bits the scalars of a tensor lie.
package enum ScalarType: Hashable, Sendable, CaseIterable {
  /// A float of 32 bits.
  case float32
  /// The upper half of a float: its range with eight bits of precision.
  case bfloat16
  /// A byte, of a scale and with a zero: see ``Quantization``.
  case uint8

  /// The bytes of a scalar.
  package var size: Int { Int(oko_element_size(kernel)) }

  /// The scalars from one pixel of a dense tensor to the next: its channels, filled up to four bytes.
  package func denseStride(channels: Int) -> Int {
    Int(oko_dense_stride(kernel, Int64(channels)))
  }

  var kernel: oko_element {
    switch self {
    case .float32: OKO_F32
    case .bfloat16: OKO_BF16
    case .uint8: OKO_U8
    }
  }
}
