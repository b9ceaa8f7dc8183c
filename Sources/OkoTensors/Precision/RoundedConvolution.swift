import COkoKernels

/// A convolution of floats, or its data gradient, whose products are of bfloat16: both operands are rounded on the way,
/// sums and result are floats.
struct RoundedConvolution {
  /// The forward convolution.
  let shape: oko_conv_shape
  let geometry: ConvolutionGeometry
  let direction: PackedFilter.Direction
  /// Winograd's tiles, or none.
  private let form: WinogradForm

  /// Makes it where it takes less time than products of floats; nil where those are as fast.
  ///
  /// The products themselves take half the time, and rounding the source takes as long as some tens of products a scalar:
  /// 1×1 filters of 64 channels win a quarter, of 32 lose one. The data gradient under a stride writes from afar, and
  /// needs twice as many. 3×3 filters at stride 1 go by Winograd's tiles of 2×2 where a model of costs says so: of 16 pictures
  /// they are the fastest at 28² and below, by a third at 14². Where tiles of floats are, this is nil.
  init?(
    _ shape: oko_conv_shape, _ geometry: ConvolutionGeometry, direction: PackedFilter.Direction
  ) {
    (self.shape, self.geometry, self.direction) = (shape, geometry, direction)
    var (forward, isForward) = (shape, direction == .forward)
    var effective = isForward ? forward : oko_conv_gradient_shape(&forward)
    guard shape.groups == 1 else { return nil }
    form = WinogradForm(effective, tensors: .bfloat16)
    if form.isInBFloat16 { return }
    guard oko_winograd_choice(&effective) == 0 else { return nil }
    let taps = shape.kernel_height * shape.kernel_width
    let strides = shape.stride_y * shape.stride_x
    let summands =
      isForward ? taps * shape.in_channels : max(1, taps / strides) * shape.out_channels
    guard summands >= (isForward ? 64 : 128), effective.out_channels >= 16 else { return nil }
    // Few channels are converted and read pixel by pixel, which takes longer than it saves.
    guard effective.in_channels >= 16 else { return nil }
  }

  /// Computes `result` from `source`, the operand that the direction says.
  func run(
    _ source: Tensor, filter: Tensor, bias: Tensor?, into result: UnsafeMutablePointer<Float>
  ) {
    if form.isInBFloat16 {
      runByTiles(source.inFloats, filter: filter, bias: bias, into: result)
    } else {
      runDirect(source, filter: filter, bias: bias, into: result)
    }
  }

  /// Tiles are rounded once they are transformed.
  private func runByTiles(
    _ source: Tensor, filter: Tensor, bias: Tensor?, into result: UnsafeMutablePointer<Float>
  ) {
    // Nothing of the layout but the form depends on the input.
    let input: Shape = [
      Int(shape.batch), Int(shape.height), Int(shape.width), Int(shape.in_channels),
    ]
    let packed = PackedFilter(filter, geometry, for: input, direction: direction, form: form)
    withExtendedLifetime((source, bias)) {
      packed.run(
        shape, LowPrecisionOperand(UnsafeMutableRawPointer(mutating: source.pointer), .float32),
        LowPrecisionFilter.Epilogue(bias: bias.map { UnsafePointer($0.pointer) }),
        into: LowPrecisionOperand(result, .float32))
    }
  }

  /// The source is rounded where it is not yet, and the copy is there for the other gradient and for whoever keeps it.
  private func runDirect(
    _ source: Tensor, filter: Tensor, bias: Tensor?, into result: UnsafeMutablePointer<Float>
  ) {
    let packed = LowPrecisionFilter(filter, geometry, type: .bfloat16, direction: direction)
    let rounded = source.rounded.storage
    let channels = source.shape[3], pixels = source.shape.count / max(channels, 1)
    func run(_ operand: LowPrecisionOperand) {
      withExtendedLifetime((rounded, bias)) {
        packed.run(
          shape, operand, LowPrecisionFilter.Epilogue(bias: bias.map { UnsafePointer($0.pointer) }),
          into: LowPrecisionOperand(result, .float32))
      }
    }
    guard !channels.isMultiple(of: 2) else {
      return run(LowPrecisionOperand(rounded.halves, .bfloat16))
    }
    // Kernels read pixels of whole words.
    withScratch(pixels * (channels + 1) / 2) { words in
      let padded = LowPrecisionOperand(words, .bfloat16)
      LowPrecisionOperand(rounded.halves, .bfloat16, pixelStride: channels)
        .convert(into: padded, pixels: pixels, channels: channels)
      run(padded)
    }
  }
}
