/// One piece of a program's work, with everything decided: it reads and writes places.
protocol ProgramStep: Sendable {
  /// Does the work.
  func run(in memory: ProgramMemory)
  /// What is done to which shape, for people: `3×3 /2 direct → [1, 32, 32, 64]`.
  var description: String { get }
}

extension ProgramGraph.Work {
  /// Whether the step of this work writes its result wherever it is told to, evenly spaced or not.
  var writesAnywhere: Bool {
    switch self {
    case .convolution, .conversion, .product, .means, .gate: true
    case .operation(let operation):
      operation is Concatenation || operation is Reshape || operation is NearestUpsampling
        || operation is MaximumPooling
    }
  }
}

extension ProgramGraph {
  /// The step that does `instruction`; nil where the places have made it unnecessary.
  func step(
    for instruction: Instruction, _ places: [Place], _ weights: PackedWeights
  ) -> (any ProgramStep)? {
    let y = places[instruction.result], shape = shapes[instruction.result]
    func place(_ index: Int) -> Place? { instruction.operands[index].value.map { places[$0] } }
    switch instruction.work {
    case .convolution(let convolution):
      guard let x = place(0) else { return nil }
      let residual = instruction.operands.count > 1 ? place(1) : nil
      if convolution.type != .float32 {
        return LowPrecisionConvolutionStep(convolution, weights, x: x, residual: residual, y: y)
      }
      return ConvolutionStep(convolution, weights, x: x, residual: residual, y: y)
    case .product(let product):
      guard let x = place(0) else { return nil }
      return ProductStep(product, weights, rows: shape[0], x: x, y: y)
    case .means(let factor):
      return place(0).map {
        MeansStep(factor: factor, input: self.shape(of: instruction.operands[0]), x: $0, y: y)
      }
    case .gate:
      guard let x = place(0), let gate = place(1) else { return nil }
      return GateStep(shape: shape, x: x, gate: gate, y: y)
    case .conversion: return place(0).map { ConversionStep(shape: shape, x: $0, y: y) }
    case .operation(let operation):
      switch operation {
      case let concatenation as Concatenation:
        let copies = ConcatenationStep(self, instruction, axis: concatenation.axis, places)
        return copies.parts.isEmpty ? nil : copies
      case is Slice where view(operation, instruction, places) == y,
        is Reshape where view(operation, instruction, places) == y:
        return nil
      case is Slice where y.encoding != .float32, is Reshape where y.encoding != .float32:
        if let x = view(operation, instruction, places) {
          return ConversionStep(shape: shape, x: x, y: y)
        }
      case var recurrence as Recurrence where recurrence.type == .bfloat16:
        recurrence.rounded = recurrence.matrices(of: instruction.operands)
          .compactMap(\.constant).map(weights.roundedMatrix)
        return OperationStep(self, recurrence, instruction, places)
      case is NearestUpsampling:
        if let x = place(0) { return UpsamplingStep(shape: shape, x: x, y: y) }
      case let pooling as MaximumPooling:
        if let x = place(0) {
          let input = self.shape(of: instruction.operands[0])
          return PoolingStep(pooling.window, input: input, x: x, y: y)
        }
      default: break
      }
      return OperationStep(self, operation, instruction, places)
    }
  }
}
