import COkoKernels

/// A convolution of bfloat16 or bytes, or of floats that it rounds to them on the way.
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
  private let quantization: Quantization?
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
    quantization = x.encoding.quantization ?? convolution.inputQuantization
    (activation, residualIsLast) = (convolution.activation, convolution.residualIsLast)
    (self.x, self.residual, self.y) = (x, residual, y)
  }

  var description: String {
    let (from, to) = (x.encoding.type, y.encoding.type)
    return switch filter {
    case .direct(let filter):
      ConvolutionDescription(kernel, filter.shape, filter.direction).text(
        form: "\(from)\(from == filter.type ? "" : " as \(filter.type)") to \(to)")
    case .tiles(let filter):
      ConvolutionDescription(kernel, filter.shape, filter.direction).text(
        form: "\(filter.form.description), \(from) to \(to)")
    }
  }

  func run(in memory: ProgramMemory) {
    let epilogue = LowPrecisionFilter.Epilogue(
      bias: bias.map { UnsafePointer($0.pointer) },
      residual: residual.map { memory.operand($0, channels: targets) }, activation: activation,
      residualIsLast: residualIsLast)
    var source = memory.operand(x, channels: sources)
    source.quantization = quantization
    withExtendedLifetime(bias) {
      let result = memory.operand(y, channels: targets)
      switch filter {
      case .direct(let filter): filter.run(kernel, source, epilogue, into: result)
      case .tiles(let filter): filter.run(kernel, source, epilogue, into: result)
      }
    }
  }
}
