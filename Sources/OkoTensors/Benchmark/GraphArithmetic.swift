import COkoKernels

extension Tensor {
  /// The multiplications and additions of the convolutions and matrix products that made this tensor, in their direct
  /// form.
  ///
  /// A tensor without a graph counts none; a symbolic one has a graph without anything having run. A step of training
  /// takes about three times as many.
  package var countedOperations: Int {
    guard let node else { return 0 }
    var seen: Set<UInt64> = [node.number]
    var pending = [node]
    var sum = 0
    while let node = pending.popLast() {
      sum += node.countedOperations
      for input in node.inputs {
        guard let next = input.node, seen.insert(next.number).inserted else { continue }
        pending.append(next)
      }
    }
    return sum
  }
}

extension Node {
  /// The multiplications and additions of this one step, where it is a convolution or a product of matrices.
  var countedOperations: Int {
    let shapes = inputs.map(\.shape), result = output.shape
    return switch operation {
    case let convolution as Convolution:
      oko_conv_shape(convolution.geometry, input: shapes[0], filter: shapes[1], output: result)
        .operations
    case let gradient as ConvolutionDataGradient:
      oko_conv_shape(gradient.geometry, input: result, filter: shapes[1], output: shapes[0])
        .operations
    case let product as MatrixProduct:
      2 * result.count * shapes[0][product.isLeftTransposed ? -2 : -1]
    default: 0
    }
  }
}
