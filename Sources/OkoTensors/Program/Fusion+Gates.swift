/// What networks say in several operations and a step does in one: squeeze and excitation, and its hard sigmoid.
extension Fusion {
  /// Takes ((x + 3) · ⅙) moved to 0…1, however it is said, for a hard sigmoid of x.
  mutating func recognizeHardSigmoid(
    _ clamp: Clamp, at index: Int, _ operands: [ProgramGraph.Operand]
  ) {
    guard let x = argument(ofHardSigmoid: clamp, times: 1, operands[0]) else { return }
    become(.hardSigmoid, of: x, at: index)
  }

  /// Takes a multiplication for the last part of a mean, a hard sigmoid or hard swish, or for a gate.
  mutating func recognizeProduct(at index: Int, _ operands: [ProgramGraph.Operand]) {
    if let instruction = instructions[index], let (value, factor) = valueAndNumber(instruction) {
      guard let maker = onlyMaker(of: value), let earlier = instructions[maker],
        case .operation(let operation) = earlier.work, let x = earlier.operands[0].value
      else { return }
      if let sum = operation as? Summation, sum.axes == [1, 2], shapes[x].rank == 4 {
        replace(index, by: maker, .means(factor: factor))
      } else if let clamp = operation as? Clamp,
        let x = argument(ofHardSigmoid: clamp, times: factor, earlier.operands[0])
      {
        become(.hardSigmoid, of: x, at: index)
        instructions[maker] = nil
      }
      return
    }
    guard let result = instructions[index]?.result,
      let (left, right) = both(operands)
    else { return }
    for (x, gate) in [(left, right), (right, left)] {
      if isHardSigmoid(gate, of: x) {
        uses[x] -= 1
        if let maker = onlyMaker(of: .value(gate)) { instructions[maker] = nil }
        become(.hardSwish, of: .value(x), at: index)
        return
      }
      let (pictures, pixels) = (shapes[x], shapes[gate])
      if pictures == shapes[result], pictures.rank == 4,
        pixels == [pictures[0], 1, 1, pictures[3]]
      {
        instructions[index]?.work = .gate
        instructions[index]?.operands = [.value(x), .value(gate)]
        return
      }
    }
  }

  /// Turns the instruction into an activation of `x`, and lets what makes x apply it.
  private mutating func become(
    _ activation: Activation, of x: ProgramGraph.Operand, at index: Int
  ) {
    instructions[index]?.work = .operation(ActivationOperation(activation: activation))
    instructions[index]?.operands = [x]
    takeIn(activation, at: index, [x])
  }

  /// The two operands that are values; nil where one is not.
  private func both(_ operands: [ProgramGraph.Operand]) -> (Int, Int)? {
    guard let left = operands[0].value, let right = operands[1].value, left != right else {
      return nil
    }
    return (left, right)
  }

  private func isHardSigmoid(_ value: Int, of x: Int) -> Bool {
    guard let maker = onlyMaker(of: .value(value)), let earlier = instructions[maker],
      case .operation(let operation as ActivationOperation) = earlier.work
    else { return false }
    return operation.activation == .hardSigmoid && earlier.operands[0].value == x
  }

  /// The value and the number that an instruction adds or multiplies; nil where it takes something else.
  private func valueAndNumber(
    _ instruction: ProgramGraph.Instruction
  ) -> (ProgramGraph.Operand, Float)? {
    let operands = instruction.operands
    guard operands.count == 2 else { return nil }
    for (operand, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
      if let value = operand.value, let number = other.number,
        shapes[value] == shapes[instruction.result]
      {
        return (operand, number)
      }
    }
    return nil
  }

  /// The x of which `factor` · clamp is the hard sigmoid, where nothing else sees what lies between; nil where it is
  /// none.
  private mutating func argument(
    ofHardSigmoid clamp: Clamp, times factor: Float, _ operand: ProgramGraph.Operand
  ) -> ProgramGraph.Operand? {
    guard isNear(clamp.range.lowerBound * factor, 0), isNear(clamp.range.upperBound * factor, 1)
    else { return nil }
    // The clamp sees x · slope + shift, from the last operation backwards.
    var (x, slope, shift, steps) = (operand, factor, Float(0), [Int]())
    while let maker = onlyMaker(of: x), let instruction = instructions[maker],
      case .operation(let operation) = instruction.work,
      let (value, number) = valueAndNumber(instruction)
    {
      switch operation {
      case is Addition: shift += slope * number
      case is Multiplication: slope *= number
      default: return nil
      }
      (x, steps) = (value, steps + [maker])
      guard isNear(slope, 1 / 6), isNear(shift, 0.5) else { continue }
      for step in steps { instructions[step] = nil }
      return x
    }
    return nil
  }

  /// Whether two numbers are equal but for rounding.
  private func isNear(_ number: Float, _ expected: Float) -> Bool { abs(number - expected) < 1e-6 }
}

extension ProgramGraph.Operand {
  /// The number that a constant is; nil for what is none.
  fileprivate var number: Float? {
    guard let constant, constant.shape.count == 1 else { return nil }
    return constant.scalars[0]
  }
}
