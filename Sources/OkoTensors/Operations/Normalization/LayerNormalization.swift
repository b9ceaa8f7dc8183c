import COkoKernels

/// Normalises every vector along the last axis: x̂ · scale + shift for `[x, scale, shift]`.
struct LayerNormalization: Operation {
  let epsilon: Float

  func outputShape(_ inputs: [Shape]) -> Shape {
    let x = inputs[0]
    precondition(
      x.rank > 0 && x[-1] > 0 && inputs[1] == [x[-1]] && inputs[2] == [x[-1]],
      "layerNormalized: input \(x), scale \(inputs[1]), shift \(inputs[2])")
    return x
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], width = x.shape[-1]
    let (scale, shift) = (inputs[1].pointer, inputs[2].pointer)
    return Tensor(shape: x.shape) { result in
      Workers.shared.run(over: x.shape.count / width, grain: WorkSplit.rowGrain(columns: width)) {
        for row in $0 {
          let target = result + row * width
          normalize(x.pointer + row * width, width, into: target)
          for index in 0..<width { target[index] = target[index] * scale[index] + shift[index] }
        }
      }
    }
  }

  /// Writes x̂ and returns 1 / √(variance + epsilon).
  @discardableResult
  private func normalize(
    _ x: UnsafePointer<Float>, _ width: Int, into target: UnsafeMutablePointer<Float>
  ) -> Float {
    var sum = 0.0, squares = 0.0
    oko_sum(x, Int64(width), &sum)
    oko_binary_scalar(OKO_SUBTRACT, x, Float(sum / Double(width)), target, Int64(width))
    oko_dot(target, target, Int64(width), &squares)
    let inverse = Float(1 / (squares / Double(width) + Double(epsilon)).squareRoot())
    oko_binary_scalar(OKO_MULTIPLY, target, inverse, target, Int64(width))
    return inverse
  }

  var backwardReads: BackwardReads { .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    precondition(
      !gradient.isTracked && !context.inputs.contains(where: \.isTracked),
      "layerNormalized: its gradient cannot be differentiated again")
    let (x, scale) = (context.inputs[0], context.inputs[1].pointer)
    let width = x.shape[-1], rows = x.shape.count / width
    let grain = WorkSplit.rowGrain(columns: width), chunks = (rows + grain - 1) / grain
    var sums = [Float](repeating: 0, count: chunks * 2 * width)
    let result = Tensor(shape: x.shape) { result in
      sums.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        Workers.shared.run(over: rows, grain: grain) { range in
          let target = base + range.lowerBound / grain * 2 * width
          withScratch(2 * width) { scratch in
            for row in range {
              let dy = gradient.pointer + row * width
              let inverse = normalize(x.pointer + row * width, width, into: scratch)
              oko_multiply_add(dy, scratch, target, Int64(width))
              oko_axpy(1, dy, target + width, Int64(width))
              oko_binary(OKO_MULTIPLY, dy, scale, scratch + width, Int64(width))
              finish(scratch, width, inverse, into: result + row * width)
            }
          }
        }
      }
    }
    var totals = [Double](repeating: 0, count: 2 * width)
    for (index, value) in sums.enumerated() { totals[index % (2 * width)] += Double(value) }
    return [
      result, Tensor(totals[..<width].map { Float($0) }, shape: [width]),
      Tensor(totals[width...].map { Float($0) }, shape: [width]),
    ]
  }

  /// dx = (g − mean of g − x̂ · mean of g · x̂) / deviation, where `scratch` holds x̂, then g.
  private func finish(
    _ scratch: UnsafePointer<Float>, _ width: Int, _ inverse: Float,
    into target: UnsafeMutablePointer<Float>
  ) {
    let g = scratch + width
    var sum = 0.0, product = 0.0
    oko_sum(g, Int64(width), &sum)
    oko_dot(g, scratch, Int64(width), &product)
    let first = Float(sum / Double(width)), second = Float(product / Double(width))
    for index in 0..<width {
      target[index] = inverse * (g[index] - first - scratch[index] * second)
    }
  }
}

extension Tensor {
  /// Normalises every vector along the last axis, then scales and shifts it.
  ///
  /// `[…, C]` → `[…, C]`; `scale` and `shift` are `[C]` (Ba, Kiros and Hinton 2016, with the biased
  /// variance and epsilon inside the root).
  ///
  /// - Precondition: The gradient is not differentiated again.
  public func layerNormalized(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
    LayerNormalization(epsilon: epsilon)(self, scale, shift)
  }
}
