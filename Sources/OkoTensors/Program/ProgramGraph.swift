/// What a network does to inputs of certain shapes, as a list of instructions in the order of their making.
struct ProgramGraph: Sendable {
  /// What an instruction takes: a value of the program, or a tensor that is known beforehand.
  enum Operand: Sendable {
    case value(Int)
    case constant(Tensor)

    /// The index of the value; nil for a constant.
    var value: Int? { if case .value(let index) = self { index } else { nil } }
    /// The tensor; nil for a value.
    var constant: Tensor? { if case .constant(let tensor) = self { tensor } else { nil } }
  }

  /// What an instruction does.
  enum Work: Sendable {
    /// A copy in the encoding of the result.
    case conversion
    /// What the network said.
    case operation(any Operation)
    /// A convolution with what follows it; the operands are x and, where there is one, the residual.
    case convolution(FusedConvolution)
    /// Sums of a picture's channels over its pixels, times a factor.
    case means(factor: Float)
    /// Every pixel of a picture times that picture's pixel; the operands are pictures and pixels.
    case gate
    /// A product with a constant matrix and what follows it; the operand is x.
    case product(FusedProduct)
  }

  /// One piece of work that makes one value.
  struct Instruction: Sendable {
    var work: Work
    var operands: [Operand]
    var result: Int
    /// The multiplications and additions of the direct form.
    let operations: Int
  }

  /// The shape of every value; the inputs come first.
  private(set) var shapes: [Shape]
  /// How every value lies in memory.
  var encodings: [Encoding]
  /// How many of the values are inputs.
  let inputCount: Int
  /// What is done; none uses a value that a later one makes.
  var instructions: [Instruction]
  /// The values that are the program's results.
  var results: [Int]

  /// Captures what `network` does to inputs of these `shapes`; only what depends on no input is computed.
  ///
  /// - Precondition: every result depends on an input.
  init(inputs: [Shape], _ network: ([Tensor]) -> [Tensor]) {
    let symbols = inputs.map { Tensor(symbolic: $0) }
    let outputs = network(symbols)
    var indices: [UInt64: Int] = [:]
    for (index, symbol) in symbols.enumerated() { indices[Self.node(of: symbol).number] = index }
    shapes = inputs
    inputCount = inputs.count
    instructions = []
    for node in Self.nodes(leadingTo: outputs) {
      guard let operation = node.operation else { continue }
      let operands = node.inputs.map { input in
        input.isSymbolic
          ? indices[Self.node(of: input).number].map(Operand.value)
          : Operand.constant(input.untracked)
      }
      precondition(
        operands.allSatisfy { $0 != nil }, "Program: \(operation) takes an input of another program"
      )
      indices[node.number] = shapes.count
      instructions.append(
        Instruction(
          work: .operation(operation), operands: operands.compactMap(\.self), result: shapes.count,
          operations: node.countedOperations))
      shapes.append(node.output.shape)
    }
    encodings = [Encoding](repeating: .float32, count: shapes.count)
    results = outputs.map { output in
      precondition(output.isSymbolic, "Program: a result of shape \(output.shape) is constant")
      guard let index = indices[Self.node(of: output).number] else {
        preconditionFailure("Program: a result is an input of another program")
      }
      return index
    }
  }

  /// How many operands each value is, results counted as well.
  var useCounts: [Int] {
    var counts = [Int](repeating: 0, count: shapes.count)
    for instruction in instructions {
      for operand in instruction.operands { if let value = operand.value { counts[value] += 1 } }
    }
    for result in results { counts[result] += 1 }
    return counts
  }

  /// Adds a value, for an instruction to make, and returns its index.
  mutating func addValue(_ shape: Shape, _ encoding: Encoding) -> Int {
    shapes.append(shape)
    encodings.append(encoding)
    return shapes.count - 1
  }

  private static func node(of symbol: Tensor) -> Node {
    guard let node = symbol.node else {
      preconditionFailure("Program: a symbolic tensor of shape \(symbol.shape) has no node")
    }
    return node
  }

  /// Every node that `outputs` depend on through symbolic tensors, earliest first.
  private static func nodes(leadingTo outputs: [Tensor]) -> [Node] {
    var seen: Set<UInt64> = []
    var nodes: [Node] = []
    var pending = outputs
    while let tensor = pending.popLast() {
      guard tensor.isSymbolic, let node = tensor.node, seen.insert(node.number).inserted else {
        continue
      }
      nodes.append(node)
      pending += node.inputs
    }
    return nodes.sorted { $0.number < $1.number }
  }
}
