extension ProgramGraph {
  /// Lets convolutions and products multiply in the bits of `precision`, and the values between them lie in memory so.
  ///
  /// A value has fewer bits where a convolution reads it so; what else reads it, and a result, gets a copy in floats.
  /// What is in floats, such as a picture, is copied, unless the convolution reads few channels and rounds them on the way.
  mutating func lower(to precision: ProgramPrecision) {
    switch precision {
    case .float32: break
    case .observed(let observer): observer.watch(self)
    case .bfloat16:
      lower(
        to: .bfloat16, encoding: { _ in .bfloat16 }, isExact: { _ in false })
      roundRecurrences()
    case .int8(let plan):
      // Of another network than that of the plan, nothing is known.
      guard plan.signature == signature, plan.ranges.count == shapes.count else { return }
      lower(
        to: .uint8,
        encoding: { plan.range(of: $0).map { .bytes(Quantization(covering: $0)) } },
        isExact: { plan.exactValues.contains($0) })
    }
  }

  /// Lowers what is not exact to `type`; `encoding` is that of values which are moved about together.
  private mutating func lower(
    to type: ScalarType, encoding: ([Int]) -> Encoding?,
    isExact: (Int) -> Bool
  ) {
    let moved = MovedValues(self, type: type)
    // How convolutions read the values of each group, and which values are made in any encoding.
    var readings: [Int: Encoding] = [:]
    var isMade = [Bool](repeating: false, count: shapes.count)
    for index in instructions.indices {
      let result = instructions[index].result
      guard let value = instructions[index].operands[0].value else { continue }
      if instructions[index].work.takesAnyEncoding {
        readings[moved.group(of: value)] = encoding(moved.together(with: value))
        isMade[result] = true
        continue
      }
      guard let convolution = convolution(of: instructions[index]),
        convolution.canCompute(in: type),
        !isExact(result),
        let encoding = encoding(moved.together(with: value))
      else { continue }
      readings[moved.group(of: value)] = encoding
      instructions[index].work = .convolution(convolution.computing(in: encoding))
      isMade[result] = true
    }
    for (group, encoding) in readings {
      let values = moved.together(with: group)
      guard values.allSatisfy({ isMade[$0] || moved.isMoved[$0] }) else { continue }
      for value in values { encodings[value] = encoding }
    }
    convertOperands { [encodings] instruction, value in
      if moved.isMoved[instruction.result] { return encodings[instruction.result] }
      if instruction.work.takesAnyEncoding { return nil }
      guard isMade[instruction.result] else { return .float32 }
      guard value == instruction.operands[0].value else { return nil }
      if encodings[value] == .float32, case .convolution(let convolution) = instruction.work,
        convolution.readsFloats
      {
        return nil
      }
      return readings[moved.group(of: value)]
    }
  }

  /// Lets recurrences multiply by constant matrices of bfloat16.
  private mutating func roundRecurrences() {
    for index in instructions.indices {
      guard case .operation(let operation) = instructions[index].work,
        var recurrence = operation as? Recurrence,
        recurrence.matrices(of: instructions[index].operands).allSatisfy({ $0.constant != nil })
      else { continue }
      recurrence.type = .bfloat16
      instructions[index].work = .operation(recurrence)
    }
  }

  /// What a convolution or a product does, as a convolution; nil for other work.
  private func convolution(of instruction: Instruction) -> FusedConvolution? {
    switch instruction.work {
    case .convolution(let convolution): convolution
    case .product(let product): product.asConvolution(rows: shapes[instruction.result][0])
    case .conversion, .means, .gate, .operation: nil
    }
  }

  /// Puts a conversion before everything that reads a value in another encoding than it has; `wanted` is nil where any
  /// will do.
  private mutating func convertOperands(_ wanted: (Instruction, Int) -> Encoding?) {
    struct Copy: Hashable {
      var value: Int
      var encoding: Encoding
    }
    var copies: [Copy: Int] = [:]
    var converted: [Instruction] = []
    func copy(of value: Int, in encoding: Encoding?) -> Int {
      guard let encoding, encodings[value] != encoding else { return value }
      let key = Copy(value: value, encoding: encoding)
      if let known = copies[key] { return known }
      let copy = addValue(shapes[value], encoding)
      copies[key] = copy
      converted.append(
        Instruction(work: .conversion, operands: [.value(value)], result: copy, operations: 0))
      return copy
    }
    for var instruction in instructions {
      let original = instruction
      for (index, operand) in original.operands.enumerated() {
        guard let value = operand.value else { continue }
        instruction.operands[index] = .value(copy(of: value, in: wanted(original, value)))
      }
      converted.append(instruction)
    }
    results = results.map { copy(of: $0, in: .float32) }
    instructions = converted
  }
}

extension ProgramGraph.Work {
  /// Whether it reads and writes any encoding, so that it takes that of the convolutions around it.
  fileprivate var takesAnyEncoding: Bool {
    switch self {
    case .means, .gate: true
    case .conversion, .operation, .convolution, .product: false
    }
  }
}

extension FusedConvolution {
  /// Whether there is a kernel that computes this in `type`: sums of bytes have 32 bits.
  fileprivate func canCompute(in type: ScalarType) -> Bool {
    let (rows, columns) = (filter.shape[0], filter.shape[1])
    let sources = direction == .forward ? filter.shape[2] : filter.shape[3] / geometry.groups
    return type != .uint8 || rows * columns * sources <= 65_536
  }

  /// The same with products in the bits of `encoding`, which is that of the input, or what it is rounded to.
  func computing(in encoding: Encoding) -> FusedConvolution {
    var convolution = self
    (convolution.type, convolution.inputQuantization) = (encoding.type, encoding.quantization)
    return convolution
  }

  /// Whether floats need no copy in fewer bits.
  fileprivate var readsFloats: Bool {
    LowPrecisionFilter.readsFloats(filter.shape, geometry, direction: direction)
  }
}

extension FusedProduct {
  /// The same as a convolution of pictures one pixel wide.
  func asConvolution(rows: Int) -> FusedConvolution {
    let (depth, columns) = (matrix.shape[0], matrix.shape[1])
    return FusedConvolution(
      geometry: ConvolutionGeometry(), direction: .forward, input: [1, rows, 1, depth],
      output: [1, rows, 1, columns],
      filter: Tensor(shape: [1, 1, depth, columns], storage: matrix.storage, node: nil),
      bias: bias?.scalars, activation: activation)
  }
}
