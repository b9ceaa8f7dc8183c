extension ProgramGraph {
  /// Tells this graph from those of other networks, whatever the size of the inputs: what is done, to what, with filters of
  /// which shapes.
  var signature: UInt64 {
    var text = "\(inputCount) \(results)"
    for instruction in instructions {
      text += ";\(instruction.work.name) \(instruction.operands.map { $0.value ?? -1 })"
      text += " \(instruction.result)"
    }
    // FNV-1a, which is the same on every machine.
    return text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension ProgramGraph.Work {
  fileprivate var name: String {
    switch self {
    case .conversion: "conversion"
    case .convolution(let convolution):
      "\(convolution.direction) \(convolution.filter.shape.dimensions)"
    case .product(let product): "product \(product.matrix.shape.dimensions)"
    case .means: "means"
    case .gate: "gate"
    case .operation(let operation): "\(type(of: operation))"
    }
  }
}
