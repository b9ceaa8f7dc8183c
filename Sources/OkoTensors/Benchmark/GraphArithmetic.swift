import COkoKernels

extension Tensor {
  /// The multiplications and additions of the convolutions that made this tensor, in their direct form.
  ///
  /// A tensor without a graph counts none; a step of training takes about three times as many.
  package var convolutionOperations: Int {
    guard let node else { return 0 }
    var seen: Set<UInt64> = [node.number]
    var pending = [node]
    var sum = 0
    while let node = pending.popLast() {
      if let convolution = node.operation as? Convolution {
        let (x, filter) = (node.inputs[0].shape, node.inputs[1].shape)
        sum +=
          oko_conv_shape(convolution.geometry, input: x, filter: filter, output: node.output.shape)
          .operations
      }
      for input in node.inputs {
        guard let next = input.node, seen.insert(next.number).inserted else { continue }
        pending.append(next)
      }
    }
    return sum
  }
}
