import COkoKernels

/// softmax(x / temperature) over the last axis: eˣ / Σ eˣ, without overflow.
struct Softmax: Operation {
  let temperature: Float

  func outputShape(_ inputs: [Shape]) -> Shape {
    preconditionSoftmax("softmax", inputs[0], temperature)
    return inputs[0]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, columns) = (inputs[0].pointer, inputs[0].shape[-1])
    return Tensor(shape: inputs[0].shape) { result in
      let grain = max(1, StridedWalk.grain / 4 / columns)
      Workers.shared.run(over: inputs[0].shape.count / columns, grain: grain) { rows in
        let start = rows.lowerBound * columns
        oko_softmax(
          x + start, 1 / temperature, result + start, Int64(rows.count), Int64(columns))
      }
    }
  }

  var backwardReads: BackwardReads { .output }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let share = gradient * context.output
    let total = share.sum(axes: [-1], keepingDimensions: true)
    let result = share - context.output * total
    return [temperature == 1 ? result : result * (1 / temperature)]
  }
}

/// Traps unless there is a last axis to normalise over.
func preconditionSoftmax(_ name: String, _ shape: Shape, _ temperature: Float) {
  precondition(
    shape.rank > 0 && shape[-1] > 0, "\(name): shape \(shape) has nothing along a last axis")
  precondition(temperature > 0, "\(name): temperature \(temperature); expected above 0")
}

extension Tensor {
  /// Probabilities over the last axis: the softmax of every scalar divided by `temperature`.
  ///
  /// A temperature above 1 makes them more even, below 1 less.
  ///
  /// - Precondition: `temperature > 0`, and the last axis is not empty.
  public func softmax(temperature: Float = 1) -> Tensor {
    Softmax(temperature: temperature)(self)
  }
}
