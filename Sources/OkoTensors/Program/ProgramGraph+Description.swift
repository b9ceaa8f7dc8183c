import COkoKernels

extension ProgramGraph {
  /// What an instruction does, for people: `3×3 /2 convolution [1, 64, 64, 32] → [1, 32, 32, 64]`.
  func description(of instruction: Instruction) -> String {
    let from = instruction.operands.first.map { "\(shape(of: $0))" } ?? ""
    return "\(name(of: instruction)) \(from) → \(shapes[instruction.result])"
  }

  private func name(of instruction: Instruction) -> String {
    switch instruction.work {
    case .operation(let operation): return "\(type(of: operation))"
    case .product: return "product"
    case .convolution(let convolution):
      let (filter, stride) = (convolution.filter.shape, convolution.geometry.stride)
      let tile = PackedFilter.winogradTile(
        filter, convolution.geometry, for: convolution.input, direction: convolution.direction)
      let isTransposed = convolution.direction == .dataGradient
      return "\(filter[0])×\(filter[1])" + (stride.y > 1 ? " /\(stride.y)" : "")
        + (convolution.geometry.groups > 1 ? " in \(convolution.geometry.groups) groups" : "")
        + (isTransposed ? " transposed" : "") + (tile > 0 ? " winograd \(tile)×\(tile)" : " direct")
    }
  }

  /// The multiplications and additions of an instruction, where it is a convolution or a product.
  func operations(of instruction: Instruction) -> Int {
    switch instruction.work {
    case .operation: 0
    case .product(let product): 2 * shapes[instruction.result].count * product.matrix.shape[0]
    case .convolution(let convolution):
      oko_conv_shape(
        convolution.geometry, input: convolution.input, filter: convolution.filter.shape,
        output: convolution.output
      ).operations
    }
  }
}
