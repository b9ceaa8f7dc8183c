package import COkoKernels

/// A tensor in memory that someone else owns, in some precision: pixels of channels.
///
/// Kernels read pixels by four bytes: what they read begins at a multiple of that, and so does every pixel. The scalars
/// that fill the last four of a pixel meet zero weights; only of bfloat16 they must be finite. Kernels that write a
/// dense tensor (stride 0) write zeros there; into a slice of a wider one they write its channels alone.
package struct LowPrecisionOperand: @unchecked Sendable {
  /// What the scalars are.
  package var type: ScalarType
  /// What bytes stand for.
  package var quantization: Quantization?
  /// The first scalar.
  package var pointer: UnsafeMutableRawPointer
  /// The scalars from one pixel to the next; 0 means dense.
  package var pixelStride: Int

  /// Names what lies at `pointer`; bytes need a quantization.
  package init(
    _ pointer: UnsafeMutableRawPointer, _ type: ScalarType, _ quantization: Quantization? = nil,
    pixelStride: Int = 0
  ) {
    precondition(
      type != .uint8 || quantization != nil, "LowPrecisionOperand: bytes without a quantization")
    self.pointer = pointer
    self.type = type
    self.quantization = quantization
    self.pixelStride = pixelStride
  }

  /// The kernels' form of it.
  package var kernel: oko_operand {
    oko_operand(
      type: type.kernel, scale: quantization?.scale ?? 1, zero: Int32(quantization?.zero ?? 0),
      data: pointer, pixel_stride: Int64(pixelStride))
  }

  /// Copies `pixels` of `channels` scalars into `target`, whatever its type, rounding to the nearest.
  package func convert(into target: LowPrecisionOperand, pixels: Int, channels: Int) {
    let (source, result) = (self, target)
    Workers.shared.run(over: pixels, grain: WorkSplit.rowGrain(columns: channels)) { range in
      var from = source.advanced(by: range.lowerBound, channels: channels).kernel
      var to = result.advanced(by: range.lowerBound, channels: channels).kernel
      oko_convert(&from, &to, Int64(range.count), Int64(channels))
    }
  }

  /// The same tensor from another pixel on.
  private func advanced(by pixels: Int, channels: Int) -> LowPrecisionOperand {
    let stride = pixelStride == 0 ? type.denseStride(channels: channels) : pixelStride
    var operand = self
    operand.pointer += pixels * stride * type.size
    return operand
  }
}
