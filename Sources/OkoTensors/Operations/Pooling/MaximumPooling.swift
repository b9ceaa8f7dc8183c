import COkoKernels

/// The largest value of every window, `[N, H, W, C]` → `[N, H', W', C]`.
struct MaximumPooling: Operation {
  let window: PoolingWindow
  /// Where the pixels that won are noted for the backward pass; nil where nobody will ask.
  let winners: PoolingWinners?

  func outputShape(_ inputs: [Shape]) -> Shape { window.outputShape(inputs[0]) }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], output = window.outputShape(x.shape), constant = window.shape(x.shape)
    let rows = output[0] * output[1]
    let grain = WorkSplit.rowGrain(columns: output[2] * output[3] * 4)
    return Tensor(shape: output) { result in
      Workers.shared.run(over: rows, grain: grain) { range in
        var shape = constant
        oko_max_pool_forward(
          &shape, x.pointer, result, winners?.pointer, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    guard let winners else { return [nil] }
    return [
      MaximumPoolingGradient(
        window: window, input: context.inputs[0].shape, winners: winners)(gradient)
    ]
  }
}

/// For every output value of a maximum pooling, y · width + x of the pixel that won.
///
/// Written once, by the forward pass that it is made for.
final class PoolingWinners: Sendable {
  private let storage: Storage

  init(count: Int) {
    storage = Storage(count: count)
  }

  var pointer: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(storage.pointer).assumingMemoryBound(to: Int32.self)
  }
}

/// Hands every gradient back to the pixel that won.
struct MaximumPoolingGradient: Operation {
  let window: PoolingWindow
  let input: Shape
  let winners: PoolingWinners

  func outputShape(_ inputs: [Shape]) -> Shape { input }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let gradient = inputs[0], constant = window.shape(input)
    let grain = WorkSplit.rowGrain(columns: input[2] * input[3] * 4)
    return Tensor(shape: input) { result in
      Workers.shared.run(over: input[0] * input[1], grain: grain) { range in
        var shape = constant
        oko_max_pool_backward(
          &shape, gradient.pointer, winners.pointer, result, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [
      MaximumPoolingSelection(output: context.inputs[0].shape, winners: winners)(gradient)
    ]
  }
}

/// Takes from every window the pixel that once won: the gradient of `MaximumPoolingGradient`.
struct MaximumPoolingSelection: Operation {
  let output: Shape
  let winners: PoolingWinners

  func outputShape(_ inputs: [Shape]) -> Shape { output }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], channels = output[3], pixels = output[1] * output[2]
    let image = x.shape[1] * x.shape[2] * channels
    return Tensor(shape: output) { result in
      for index in 0..<output.count {
        let first = index / (pixels * channels) * image + index % channels
        result[index] = x.pointer[first + Int(winners.pointer[index]) * channels]
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    preconditionFailure("maxPooled: a third derivative is not defined")
  }
}

extension Tensor {
  /// Takes the largest value of every window of `size` by `size` pixels.
  ///
  /// `[N, H, W, C]` → `[N, (H + 2 · padding − size) / stride + 1, …, C]`, rounded down; padding never wins.
  /// Without a stride, windows touch. Padding is narrower than a window.
  public func maxPooled(size: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    let window = PoolingWindow(
      height: size, width: size, stride: .init(stride ?? size), padding: .init(padding))
    return maxPooled(window)
  }

  /// Takes the largest value of every window of `height` by `width` pixels.
  public func maxPooled(
    height: Int, width: Int, stride: ConvolutionGeometry.Steps,
    padding: ConvolutionGeometry.Padding = .init(0)
  ) -> Tensor {
    maxPooled(PoolingWindow(height: height, width: width, stride: stride, padding: padding))
  }

  private func maxPooled(_ window: PoolingWindow) -> Tensor {
    let winners = isDifferentiable ? PoolingWinners(count: window.outputShape(shape).count) : nil
    return MaximumPooling(window: window, winners: winners)(self)
  }
}
