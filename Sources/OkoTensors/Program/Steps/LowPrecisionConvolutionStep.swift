import COkoKernels

/// A convolution of bfloat16 or bytes.
struct LowPrecisionConvolutionStep: ProgramStep {
  /// The form that is fastest.
  private enum Packed {
    case direct(LowPrecisionFilter)
    case tiles(PackedFilter)
  }

  private let filter: Packed
  private let kernel: oko_conv_shape
  private let bias: Tensor?
  private let activation: Activation?
  private let residualIsLast: Bool
  private let (sources, targets): (Int, Int)
  private let (x, residual, y): (Place, Place?, Place)

  init(
    _ convolution: FusedConvolution, _ weights: PackedWeights, x: Place, residual: Place?, y: Place
  ) {
    filter =
      weights.tiledFilter(of: convolution).map { .tiles($0) }
      ?? .direct(weights.lowPrecisionFilter(of: convolution))
    kernel = oko_conv_shape(
      convolution.geometry, input: convolution.input, filter: convolution.filter.shape,
      output: convolution.output)
    bias = convolution.bias.map { Tensor($0, shape: [convolution.channels]) }
    let isForward = convolution.direction == .forward
    let (from, to) = (convolution.input[3], convolution.output[3])
    (sources, targets) = isForward ? (from, to) : (to, from)
    (activation, residualIsLast) = (convolution.activation, convolution.residualIsLast)
    (self.x, self.residual, self.y) = (x, residual, y)
  }

  var description: String {
    let types = "\(x.encoding.type) to \(y.encoding.type)"
    return switch filter {
    case .direct(let filter):
      ConvolutionDescription(kernel, filter.shape, filter.direction).text(form: types)
    case .tiles(let filter):
      ConvolutionDescription(kernel, filter.shape, filter.direction).text(
        form: "\(filter.form.description), \(types)")
    }
  }

  func run(in memory: ProgramMemory) {
    let epilogue = LowPrecisionFilter.Epilogue(
      bias: bias.map { UnsafePointer($0.pointer) },
      residual: residual.map { memory.operand($0, channels: targets) }, activation: activation,
      residualIsLast: residualIsLast)
    withExtendedLifetime(bias) {
      let (from, to) = (
        memory.operand(x, channels: sources), memory.operand(y, channels: targets)
      )
      switch filter {
      case .direct(let filter): filter.run(kernel, from, epilogue, into: to)
      case .tiles(let filter): filter.run(kernel, from, epilogue, into: to)
      }
    }
  }
}
