import COkoKernels

/// activation(left + right) of two tensors of one shape, in one pass.
///
/// The sign of the result is all that its gradient reads, so that an activation must keep it; the gradient is the same at
/// both.
struct ActivatedAddition: Operation {
  let activation: Activation
  /// In how many bits it keeps what its gradient reads.
  var precision = TrainingPrecision.float32

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      inputs[0] == inputs[1], "add: shapes \(inputs[0]) and \(inputs[1]), expected one")
    return inputs[0]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (left, right, count) = (inputs[0].pointer, inputs[1].pointer, inputs[0].shape.count)
    let isKept =
      precision == .bfloat16 && inputs.contains(where: \.isTracked) && inputs[0].isKeptRounded
    let copy = isKept ? Storage(roundedCount: count) : nil
    let result = Tensor(shape: inputs[0].shape, storage: Storage(count: count), node: nil)
    let target = result.storage.pointer
    Workers.shared.run(over: count, grain: StridedWalk.grain) { range in
      // What is added is still in the nearest cache.
      let size = Tensor.piece(columns: 1)
      for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
        let (place, count) = (target + first, min(size, range.upperBound - first))
        oko_binary(OKO_ADD, left + first, right + first, place, Int64(count))
        oko_activate(activation.kernel, activation.slope, place, place, Int64(count))
        if let copy { round(place, into: copy.halves + first, count: count) }
      }
    }
    result.storage.keptForm = copy
    return result
  }

  var backwardReads: BackwardReads { precision == .bfloat16 ? [.output, .rounded] : .output }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let shared = ActivationGradient(activation: activation)
      .applied(gradient, context.output, context)
    return context.needs.map { $0 ? shared : nil }
  }
}

extension Tensor {
  /// Adds a tensor of the same shape and activates the sum: a residual connection.
  public func adding(_ other: Tensor, activation: Activation) -> Tensor {
    guard !isSymbolic, !other.isSymbolic, shape == other.shape, activation.keepsSign else {
      return (self + other).activated(activation)
    }
    return ActivatedAddition(activation: activation, precision: .current)(self, other)
  }
}
