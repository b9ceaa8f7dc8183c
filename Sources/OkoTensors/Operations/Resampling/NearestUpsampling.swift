import COkoKernels

/// Repeats every pixel in two rows and two columns, `[N, H, W, C]` → `[N, 2H, 2W, C]`.
struct NearestUpsampling: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape {
    let x = inputs[0]
    precondition(x.rank == 4, "upsampledNearest: the input has shape \(x), expected [N, H, W, C]")
    return [x[0], 2 * x[1], 2 * x[2], x[3]]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], (width, channels) = (x.shape[2], x.shape[3])
    let grain = WorkSplit.rowGrain(columns: 4 * width * channels)
    return Tensor(shape: outputShape([x.shape])) { result in
      Workers.shared.run(over: x.shape[0] * x.shape[1], grain: grain) { range in
        oko_upsample2_forward(
          x.pointer, result, Int64(width), Int64(channels), 0, 0, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [NearestUpsamplingGradient()(gradient)]
  }
}

/// The sum of every 2 by 2 pixels, `[N, 2H, 2W, C]` → `[N, H, W, C]`.
struct NearestUpsamplingGradient: Operation {
  func outputShape(_ inputs: [Shape]) -> Shape {
    [inputs[0][0], inputs[0][1] / 2, inputs[0][2] / 2, inputs[0][3]]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let gradient = inputs[0], shape = outputShape([gradient.shape])
    let grain = WorkSplit.rowGrain(columns: 4 * shape[2] * shape[3])
    return Tensor(shape: shape) { result in
      Workers.shared.run(over: shape[0] * shape[1], grain: grain) { range in
        oko_upsample2_backward(
          gradient.pointer, result, Int64(shape[2]), Int64(shape[3]), Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [NearestUpsampling()(gradient)]
  }
}

extension Tensor {
  /// Doubles height and width by repeating pixels, `[N, H, W, C]` → `[N, 2H, 2W, C]`.
  ///
  /// - Precondition: `factor` is a power of two; 4 and more double several times.
  public func upsampledNearest(by factor: Int = 2) -> Tensor {
    precondition(
      factor > 0 && factor.nonzeroBitCount == 1,
      "upsampledNearest: factor \(factor), expected a power of two")
    var result = self
    for _ in 0..<factor.trailingZeroBitCount { result = NearestUpsampling()(result) }
    return result
  }
}
