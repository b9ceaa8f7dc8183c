extension ProgramGraph {
  /// Joins what follows a convolution or a product of matrices with it, where nothing else sees the value between.
  ///
  /// Batch normalisation with constant statistics goes into filter and bias, an activation and a residual addition
  /// into the kernel's last step: each would otherwise read and write the whole value once more.
  mutating func fuse() {
    var fusion = Fusion(self)
    for index in instructions.indices { fusion.visit(index) }
    instructions = fusion.kept
  }
}

extension ProgramGraph.Work {
  /// This work with `activation` at its end; nil where there is no room for one.
  fileprivate func activated(_ activation: Activation) -> Self? {
    switch self {
    case .convolution(var convolution)
    where convolution.activation == nil && !convolution.residualIsLast:
      convolution.activation = activation
      return .convolution(convolution)
    case .product(var product) where product.activation == nil:
      product.activation = activation
      return .product(product)
    default: return nil
    }
  }
}

/// The instructions while they are being joined.
struct Fusion {
  let shapes: [Shape]
  /// How many operands each value is.
  var uses: [Int]
  var instructions: [ProgramGraph.Instruction?]
  /// The instruction that makes each value; nil for inputs.
  private(set) var makers: [Int?]

  init(_ graph: ProgramGraph) {
    (shapes, uses) = (graph.shapes, graph.useCounts)
    instructions = graph.instructions
    makers = [Int?](repeating: nil, count: graph.shapes.count)
    for (index, instruction) in graph.instructions.enumerated() {
      makers[instruction.result] = index
    }
  }

  var kept: [ProgramGraph.Instruction] { instructions.compactMap(\.self) }

  /// Turns the instruction into its fused form, or takes it into an earlier one.
  mutating func visit(_ index: Int) {
    guard let instruction = instructions[index], case .operation(let operation) = instruction.work
    else { return }
    let operands = instruction.operands
    switch operation {
    case let convolution as Convolution:
      begin(index, convolution.geometry, .forward, operands)
    case let gradient as ConvolutionDataGradient:
      begin(index, gradient.geometry, .dataGradient, operands)
    case let product as MatrixProduct where !product.isLeftTransposed && !product.isRightTransposed:
      guard shapes[instruction.result].rank == 2, operands[0].value != nil,
        let matrix = operands[1].constant, operands.dropFirst(2).allSatisfy({ $0.constant != nil })
      else { return }
      instructions[index]?.work = .product(
        FusedProduct(matrix: matrix, bias: operands.count > 2 ? operands[2].constant : nil))
      instructions[index]?.operands = [operands[0]]
    case let normalization as ChannelNormalization where normalization.isConstant:
      takeIn(normalization, at: index, operands)
    case let activation as ActivationOperation:
      takeIn(activation.activation, at: index, operands)
    case is Addition:
      takeInResidual(at: index, operands)
    case let clamp as Clamp:
      recognizeHardSigmoid(clamp, at: index, operands)
    case is Multiplication:
      recognizeProduct(at: index, operands)
    default: break
    }
  }

  /// A convolution with constant weights.
  private mutating func begin(
    _ index: Int, _ geometry: ConvolutionGeometry, _ direction: PackedFilter.Direction,
    _ operands: [ProgramGraph.Operand]
  ) {
    guard let x = operands[0].value, let filter = operands[1].constant,
      operands.dropFirst(2).allSatisfy({ $0.constant != nil }),
      let result = instructions[index]?.result
    else { return }
    let (from, to) = (shapes[x], shapes[result])
    instructions[index]?.work = .convolution(
      FusedConvolution(
        geometry: geometry, direction: direction, input: direction == .forward ? from : to,
        output: direction == .forward ? to : from, filter: filter,
        bias: operands.count > 2 ? operands[2].constant?.scalars : nil))
    instructions[index]?.operands = [operands[0]]
  }

  /// The instruction that makes `operand`, where this is its only use.
  func onlyMaker(of operand: ProgramGraph.Operand) -> Int? {
    guard let value = operand.value, uses[value] == 1 else { return nil }
    return makers[value]
  }

  /// Lets `maker` make the value of the instruction at `index`, which vanishes.
  mutating func replace(_ index: Int, by maker: Int, _ work: ProgramGraph.Work) {
    guard let result = instructions[index]?.result else { return }
    instructions[maker]?.work = work
    instructions[maker]?.result = result
    makers[result] = maker
    instructions[index] = nil
  }

  private mutating func takeIn(
    _ normalization: ChannelNormalization, at index: Int, _ operands: [ProgramGraph.Operand]
  ) {
    guard let maker = onlyMaker(of: operands[0]), let scale = operands[1].constant,
      let shift = operands[2].constant, let earlier = instructions[maker],
      case .convolution(var convolution) = earlier.work, convolution.activation == nil,
      earlier.operands.count == 1
    else { return }
    let statistics = normalization.statistics
    let factors = zip(scale.scalars, statistics.inverseDeviation.scalars).map { $0 * $1 }
    let summands = shift.scalars.indices.map {
      shift.scalars[$0] - statistics.mean.scalars[$0] * factors[$0]
    }
    convolution.fold(scale: factors, shift: summands)
    convolution.activation = normalization.activation
    replace(index, by: maker, .convolution(convolution))
  }

  /// Lets what makes the operand of an activation, or of a reshape before it, apply it.
  mutating func takeIn(
    _ activation: Activation, at index: Int, _ operands: [ProgramGraph.Operand]
  ) {
    guard let maker = onlyMaker(of: operands[0]), let earlier = instructions[maker] else { return }
    if let work = earlier.work.activated(activation) {
      replace(index, by: maker, work)
    } else if case .operation(let operation) = earlier.work, operation is Reshape,
      let source = onlyMaker(of: earlier.operands[0]),
      let work = instructions[source]?.work.activated(activation)
    {
      // The shape does not matter to an activation.
      instructions[source]?.work = work
      replace(index, by: maker, earlier.work)
    }
  }

  /// Takes an addition into the later of the two convolutions that make its operands, so that the other operand is
  /// there when it runs.
  private mutating func takeInResidual(at index: Int, _ operands: [ProgramGraph.Operand]) {
    let values = operands.compactMap(\.value)
    guard values.count == 2, values[0] != values[1], shapes[values[0]] == shapes[values[1]] else {
      return
    }
    let late = (makers[values[0]] ?? -1) > (makers[values[1]] ?? -1) ? 0 : 1
    guard let maker = onlyMaker(of: operands[late]), let earlier = instructions[maker],
      case .convolution(var convolution) = earlier.work, earlier.operands.count == 1
    else { return }
    convolution.residualIsLast = convolution.activation != nil
    instructions[maker]?.operands.append(operands[1 - late])
    replace(index, by: maker, .convolution(convolution))
  }
}
