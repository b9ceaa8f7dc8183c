import COkoKernels

/// The mean of every window, `[N, H, W, C]` → `[N, H', W', C]`.
struct AveragePooling: Operation {
  let window: PoolingWindow
  /// Whether zeros of the padding count.
  let countsPadding: Bool

  func outputShape(_ inputs: [Shape]) -> Shape { window.outputShape(inputs[0]) }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], output = window.outputShape(x.shape)
    let constant = window.shape(x.shape, countsPadding: countsPadding)
    let grain = WorkSplit.rowGrain(columns: output[2] * output[3] * 4)
    return Tensor(shape: output) { result in
      Workers.shared.run(over: output[0] * output[1], grain: grain) { range in
        var shape = constant
        oko_average_pool_forward(
          &shape, x.pointer, result, Int64(range.lowerBound), Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [
      AveragePoolingGradient(
        window: window, countsPadding: countsPadding, input: context.inputs[0].shape)(gradient)
    ]
  }
}

/// Spreads every gradient evenly over its window.
struct AveragePoolingGradient: Operation {
  let window: PoolingWindow
  let countsPadding: Bool
  let input: Shape

  func outputShape(_ inputs: [Shape]) -> Shape { input }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let gradient = inputs[0], constant = window.shape(input, countsPadding: countsPadding)
    let grain = WorkSplit.rowGrain(columns: input[2] * input[3] * 4)
    return Tensor(shape: input) { result in
      Workers.shared.run(over: input[0] * input[1], grain: grain) { range in
        var shape = constant
        oko_average_pool_backward(
          &shape, gradient.pointer, result, Int64(range.lowerBound), Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [AveragePooling(window: window, countsPadding: countsPadding)(gradient)]
  }
}

extension Tensor {
  /// Takes the mean of every window of `size` by `size` pixels.
  ///
  /// `[N, H, W, C]` → `[N, (H + 2 · padding − size) / stride + 1, …, C]`, rounded down. Without a stride,
  /// windows touch. `countsPadding` says whether the zeros around the picture count as pixels, as they do by
  /// default in PyTorch.
  public func averagePooled(
    size: Int, stride: Int? = nil, padding: Int = 0, countsPadding: Bool = true
  ) -> Tensor {
    let window = PoolingWindow(
      height: size, width: size, stride: .init(stride ?? size), padding: .init(padding))
    return AveragePooling(window: window, countsPadding: countsPadding)(self)
  }

  /// Takes the mean of every channel over all pixels, `[N, H, W, C]` → `[N, C]`.
  public func globalAveragePooled() -> Tensor {
    precondition(
      shape.rank == 4, "globalAveragePooled: the input has shape \(shape), expected [N, H, W, C]")
    return mean(axes: [1, 2])
  }
}
