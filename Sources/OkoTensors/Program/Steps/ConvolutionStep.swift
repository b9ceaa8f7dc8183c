import COkoKernels

/// A convolution with its filter packed for the shapes of the program.
struct ConvolutionStep: ProgramStep {
  private let filter: PackedFilter
  private let kernel: oko_conv_shape
  private let bias: Tensor?
  private let activation: Activation?
  private let residualIsLast: Bool
  private let (x, residual, y): (Place, Place?, Place)

  init(
    _ convolution: FusedConvolution, _ weights: PackedWeights, x: Place, residual: Place?, y: Place
  ) {
    filter = weights.filter(of: convolution)
    var kernel = oko_conv_shape(
      convolution.geometry, input: convolution.input, filter: convolution.filter.shape,
      output: convolution.output)
    // A transposed convolution reads what the kernels call y, and writes x.
    let (from, to) = convolution.direction == .forward ? (x, y) : (y, x)
    (kernel.x_pixel_stride, kernel.y_pixel_stride) = (
      Int64(from.pixelStride), Int64(to.pixelStride)
    )
    self.kernel = kernel
    bias = convolution.bias.map { Tensor($0, shape: [convolution.channels]) }
    activation = convolution.activation
    residualIsLast = convolution.residualIsLast
    (self.x, self.residual, self.y) = (x, residual, y)
  }

  var description: String {
    ConvolutionDescription(kernel, filter.shape, filter.direction).text(
      form: filter.form.description)
  }

  func run(in memory: ProgramMemory) {
    var epilogue = oko_epilogue(
      scale: nil, bias: bias?.pointer, residual: residual.map { UnsafePointer(memory.pointer($0)) },
      residual_pixel_stride: Int64(residual?.pixelStride ?? 0),
      activation: activation?.kernel ?? OKO_NONE, slope: activation?.slope ?? 0,
      residual_is_last: residualIsLast ? 1 : 0)
    withExtendedLifetime(bias) {
      filter.run(kernel, memory.pointer(x), &epilogue, into: memory.pointer(y))
    }
  }
}
