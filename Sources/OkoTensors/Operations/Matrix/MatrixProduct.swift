import COkoKernels

/// The product of matrices `[…, m, k]` and `[…, k, n]`, either of which may lie transposed, plus a bias
/// `[n]` where there is a third input.
///
/// A transposed operand is only read with other strides; its gradient is the same operation again.
package struct MatrixProduct: Operation {
  /// Whether the left matrices lie as `[…, k, m]`.
  package var isLeftTransposed = false
  /// Whether the right matrices lie as `[…, n, k]`.
  package var isRightTransposed = false

  package init(isLeftTransposed: Bool = false, isRightTransposed: Bool = false) {
    self.isLeftTransposed = isLeftTransposed
    self.isRightTransposed = isRightTransposed
  }

  package func outputShape(_ inputs: [Shape]) -> Shape {
    let (left, right) = (inputs[0], inputs[1])
    precondition(
      left.rank >= 2 && left.rank == right.rank
        && left.dimensions.dropLast(2) == right.dimensions.dropLast(2),
      "matrixProduct: shapes \(left) and \(right)")
    let (m, k) = isLeftTransposed ? (left[-1], left[-2]) : (left[-2], left[-1])
    let (k2, n) = isRightTransposed ? (right[-1], right[-2]) : (right[-2], right[-1])
    precondition(
      k == k2, "matrixProduct: \(left) has \(k) summands, \(right) has \(k2)")
    precondition(
      inputs.count < 3 || inputs[2] == [n],
      "linear: the bias has shape \(inputs[inputs.count - 1]), expected [\(n)]")
    return Shape(left.dimensions.dropLast(2) + [m, n])
  }

  package func forward(_ inputs: [Tensor]) -> Tensor {
    let output = outputShape(inputs.map(\.shape))
    let (left, right) = (inputs[0], inputs[1])
    let (m, n) = (output[-2], output[-1])
    let k = left.shape[isLeftTransposed ? -2 : -1]
    let shape = oko_gemm_shape(
      m: Int64(m), n: Int64(n), k: Int64(k),
      a_row_stride: Int64(isLeftTransposed ? 1 : k),
      a_column_stride: Int64(isLeftTransposed ? m : 1),
      b_row_stride: Int64(isRightTransposed ? 1 : n),
      b_column_stride: Int64(isRightTransposed ? k : 1), c_row_stride: Int64(n))
    let count = output.dimensions.dropLast(2).reduce(1, *)
    let epilogue = ConvolutionEpilogue(bias: inputs.count > 2 ? inputs[2] : nil)
    return Tensor(shape: output) { result in
      epilogue.withKernelForm {
        MatrixBatch(shape: shape, count: count, epilogue: $0).run(
          left.pointer, right.pointer, into: result)
      }
    }
  }

  package var backwardReads: BackwardReads { .inputs }

  package func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (left, right) = (context.inputs[0], context.inputs[1])
    var result: [Tensor?] = [nil, nil]
    if context.needs[0] {
      result[0] =
        isLeftTransposed
        ? MatrixProduct(isLeftTransposed: isRightTransposed, isRightTransposed: true)(
          right, gradient)
        : MatrixProduct(isRightTransposed: !isRightTransposed)(gradient, right)
    }
    if context.needs[1] {
      result[1] =
        isRightTransposed
        ? MatrixProduct(isLeftTransposed: true, isRightTransposed: isLeftTransposed)(
          gradient, left)
        : MatrixProduct(isLeftTransposed: !isLeftTransposed)(left, gradient)
    }
    if context.inputs.count > 2 {
      let axes = Array(0..<(gradient.shape.rank - 1))
      result.append(context.needs[2] ? gradient.sum(axes: axes) : nil)
    }
    return result
  }
}

extension Tensor {
  /// Multiplies matrices: `[…, m, k]` and `[…, k, n]` → `[…, m, n]`, batched over equal leading axes.
  public func matrixProduct(_ right: Tensor) -> Tensor {
    MatrixProduct()(self, right)
  }

  /// Multiplies by the transpose of `right`: `[…, m, k]` and `[…, n, k]` → `[…, m, n]`, with no copy.
  public func matrixProduct(transposed right: Tensor) -> Tensor {
    MatrixProduct(isRightTransposed: true)(self, right)
  }

  /// Maps the last axis: `[…, in]`, weight `[in, out]` and bias `[out]` → `[…, out]`.
  ///
  /// y = x · weight + bias.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    precondition(
      shape.rank > 0 && weight.shape.rank == 2 && weight.shape[0] == shape[-1],
      "linear: input \(shape), weight \(weight.shape)")
    let rows = shape.dimensions.dropLast()
    let x = shape.rank == 2 ? self : reshaped(to: [rows.reduce(1, *), shape[-1]])
    if let y = x.roundedLinear(weight, bias: bias) {
      return y.reshaped(to: Shape(rows + [weight.shape[1]]))
    }
    let y = bias.map { MatrixProduct()(x, weight, $0) } ?? MatrixProduct()(x, weight)
    return shape.rank == 2 ? y : y.reshaped(to: Shape(rows + [weight.shape[1]]))
  }

  /// Maps the last axis by products of bfloat16 where something learns in that precision.
  ///
  /// `[rows, in]` is a picture of one column. Below some tens of rows, packing the weights takes longer than it saves.
  private func roundedLinear(_ weight: Tensor, bias: Tensor?) -> Tensor? {
    guard TrainingPrecision.current == .bfloat16, isDifferentiable || weight.isDifferentiable,
      !isSymbolic, shape[0] >= 64
    else { return nil }
    let column = reshaped(to: [1, shape[0], 1, shape[1]])
    let filter = weight.reshaped(to: [1, 1, weight.shape[0], weight.shape[1]])
    return column.convolved(with: filter, bias: bias)
  }
}
