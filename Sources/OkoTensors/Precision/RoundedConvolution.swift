import COkoKernels

/// A convolution of floats, or its data gradient, whose products are of bfloat16: both operands are rounded on the way,
/// sums and result are floats.
struct RoundedConvolution {
  /// The forward convolution.
  let shape: oko_conv_shape
  let geometry: ConvolutionGeometry
  let direction: PackedFilter.Direction

  /// Makes it where it takes less time than products of floats; nil where those are as fast.
  ///
  /// The products themselves take half the time, and rounding the source takes as long as some tens of products a scalar:
  /// 1×1 filters of 64 channels win a quarter, of 32 lose one. The data gradient under a stride writes from afar, and
  /// needs twice as many. 3×3 filters at stride 1 go by Winograd's tiles, whose products of floats are at 200 to 310 % of
  /// the peak of the direct form, bfloat16 at 110 to 185 %.
  init?(
    _ shape: oko_conv_shape, _ geometry: ConvolutionGeometry, direction: PackedFilter.Direction
  ) {
    (self.shape, self.geometry, self.direction) = (shape, geometry, direction)
    var (forward, isForward) = (shape, direction == .forward)
    var effective = isForward ? forward : oko_conv_gradient_shape(&forward)
    guard shape.groups == 1, oko_winograd_choice(&effective) == 0 else { return nil }
    let taps = shape.kernel_height * shape.kernel_width
    let strides = shape.stride_y * shape.stride_x
    let summands =
      isForward ? taps * shape.in_channels : max(1, taps / strides) * shape.out_channels
    guard summands >= (isForward ? 64 : 128), effective.out_channels >= 16 else { return nil }
    // Few channels are converted and read pixel by pixel, which takes longer than it saves.
    guard effective.in_channels >= 16 else { return nil }
  }

  /// Computes `result` from `source`, each the operand that the direction says.
  func run(
    _ source: UnsafePointer<Float>, filter: Tensor, bias: Tensor?,
    into result: UnsafeMutablePointer<Float>
  ) {
    let isForward = direction == .forward
    let packed = LowPrecisionFilter(filter, geometry, type: .bfloat16, direction: direction)
    let channels = Int(isForward ? shape.in_channels : shape.out_channels)
    let pixels = Int(
      shape.batch
        * (isForward ? shape.height * shape.width : shape.out_height * shape.out_width))
    let words = ScalarType.bfloat16.denseStride(channels: channels) / 2
    withScratch(pixels * words) { rounded in
      let operand = LowPrecisionOperand(rounded, .bfloat16)
      LowPrecisionOperand(UnsafeMutablePointer(mutating: source), .float32)
        .convert(into: operand, pixels: pixels, channels: channels)
      withExtendedLifetime(bias) {
        packed.run(
          shape, operand, LowPrecisionFilter.Epilogue(bias: bias.map { UnsafePointer($0.pointer) }),
          into: LowPrecisionOperand(result, .float32))
      }
    }
  }
}
