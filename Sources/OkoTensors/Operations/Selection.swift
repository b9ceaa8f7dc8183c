/// One of two tensors scalar by scalar, as a condition says: inputs condition, chosen, otherwise.
///
/// What is not chosen has no influence, not even where it is not a number. No gradient flows to the condition.
struct Selection: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape {
    .broadcast(
      .broadcast(inputs[0], inputs[1], for: "select"), inputs[2], for: "select")
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape(inputs.map(\.shape))
    let parts = inputs.map { $0.untracked.expanded(to: shape) }
    return withExtendedLifetime(parts) {
      let (condition, chosen, otherwise) = (parts[0].pointer, parts[1].pointer, parts[2].pointer)
      return Tensor(shape: shape) { result in
        Workers.shared.run(over: shape.count, grain: StridedWalk.grain) { range in
          for index in range {
            result[index] = condition[index] != 0 ? chosen[index] : otherwise[index]
          }
        }
      }
    }
  }

  var backwardReads: BackwardReads { .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (condition, zero) = (context.inputs[0].untracked, Tensor(0))
    return [
      nil,
      context.needs[1]
        ? Selection()(condition, gradient, zero).summed(to: context.inputs[1].shape) : nil,
      context.needs[2]
        ? Selection()(condition, zero, gradient).summed(to: context.inputs[2].shape) : nil,
    ]
  }
}

extension Tensor {
  /// This tensor where `condition` is not 0, and `other` where it is, with broadcasting.
  ///
  /// The condition is a constant. What is not chosen has no influence, not even where it is not a number.
  public func selected(where condition: Tensor, otherwise other: Tensor) -> Tensor {
    Selection()(condition, self, other)
  }
}
