import COkoKernels

/// The larger, or the smaller, of two tensors scalar by scalar, with broadcasting.
///
/// Where the two are equal each gets half of the gradient.
struct Extremum: Operation {
  let isMaximum: Bool

  func outputShape(_ inputs: [Shape]) -> Shape {
    .broadcast(inputs[0], inputs[1], for: isMaximum ? "maximum" : "minimum")
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    binary(isMaximum ? OKO_MAXIMUM : OKO_MINIMUM, inputs, shape: outputShape(inputs.map(\.shape)))
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (left, right) = (context.inputs[0], context.inputs[1])
    let (a, b) = (
      left.untracked.expanded(to: gradient.shape), right.untracked.expanded(to: gradient.shape)
    )
    let (larger, smaller) = isMaximum ? (a, b) : (b, a)
    let toLeft = larger.mapped(with: smaller) { $0 > $1 ? 1 : $0 == $1 ? 0.5 : 0 }
    return [
      context.needs[0] ? (gradient * toLeft).summed(to: left.shape) : nil,
      context.needs[1] ? (gradient * (1 - toLeft)).summed(to: right.shape) : nil,
    ]
  }
}

/// The larger of two tensors scalar by scalar, with broadcasting.
///
/// Where the left is not a number the result is not; a right that is not a number gives the left.
public func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Extremum(isMaximum: true)(left, right)
}

/// Every scalar, but at least `right`.
public func maximum(_ left: Tensor, _ right: Float) -> Tensor { maximum(left, Tensor(right)) }

/// The smaller of two tensors scalar by scalar, with broadcasting.
///
/// Where the left is not a number the result is not; a right that is not a number gives the left.
public func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
  Extremum(isMaximum: false)(left, right)
}

/// Every scalar, but at most `right`.
public func minimum(_ left: Tensor, _ right: Float) -> Tensor { minimum(left, Tensor(right)) }
