/// Times the forms of one convolution on made-up numbers, each step as programs run it.
struct ConvolutionTimer {
  private let convolution: FusedConvolution
  private let source: Tensor
  private let target: Storage

  /// What a form must save of the time of one with a smaller filter, to be worth its memory and the conversions of its
  /// neighbours.
  private static let leastGain = 0.1
  /// How long one form is measured, in seconds, and how often at least and at most.
  private static let budget = 0.03
  private static let rounds = 4...30
  /// Between two runs so much is read that the near caches hold nothing of the filter, as in a network.
  private static let otherLayers = 2 << 20

  /// Makes the timer of a convolution in a program of products in `type`.
  init(_ convolution: FusedConvolution, in type: ScalarType) {
    var convolution = convolution
    convolution.type = type
    // Time does not depend on numbers, as long as they are usual ones.
    convolution.filter = Tensor(repeating: 0.01, shape: convolution.filter.shape)
    self.convolution = convolution
    source = Tensor(repeating: 0.5, shape: convolution.source)
    target = Storage(count: convolution.target.count)
  }

  /// The fastest of `forms`, where those with the smallest filters come first.
  func fastest(of forms: [ConvolutionForm]) -> ConvolutionForm {
    let seconds = seconds(of: forms)
    var best = 0
    for index in forms.indices where seconds[index] < seconds[best] * (1 - Self.leastGain) {
      best = index
    }
    return forms[best]
  }

  /// The least time of each form, all measured in turns.
  private func seconds(of forms: [ConvolutionForm]) -> [Double] {
    let clock = ContinuousClock()
    let steps = forms.map(step)
    let memory = ProgramMemory(inputs: [source], results: [target])
    let others = Tensor(repeating: 1, shape: [Self.otherLayers])
    var least = [Double](repeating: .infinity, count: forms.count)
    var (spent, round) = (0.0, 0)
    while round < Self.rounds.lowerBound
      || (round < Self.rounds.upperBound && spent < Self.budget * Double(forms.count))
    {
      for (index, step) in steps.enumerated() {
        _ = others.sum()
        let start = clock.now
        step.run(in: memory)
        let seconds = (clock.now - start) / .seconds(1)
        spent += seconds
        // The first run meets fresh memory.
        if round > 0 { least[index] = min(least[index], seconds) }
      }
      round += 1
    }
    return least
  }

  /// The step of a program whose values are those of its precision.
  private func step(_ form: ConvolutionForm) -> any ProgramStep {
    var convolution = convolution
    convolution.form = form
    let isLow = convolution.type == .bfloat16
    let encoding = isLow ? Encoding.bfloat16 : .float32
    let x = Place(.input(0), dense: convolution.source, encoding)
    let y = Place(.result(0), dense: convolution.target, encoding)
    return isLow
      ? LowPrecisionConvolutionStep(convolution, PackedWeights(), x: x, residual: nil, y: y)
      : ConvolutionStep(convolution, PackedWeights(), x: x, residual: nil, y: y)
  }
}

extension FusedConvolution {
  /// The shape of what is read.
  fileprivate var source: Shape { direction == .forward ? input : output }
  /// The shape of what is written.
  fileprivate var target: Shape { direction == .forward ? output : input }
}
