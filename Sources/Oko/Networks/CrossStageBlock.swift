import OkoNetworks
import OkoTensors

/// Two 3×3 convolution blocks and, where wanted, a way round them.
///
/// After He et al. 2016 (residual networks).
struct Bottleneck: Module {
  let first: ConvolutionBlock
  let second: ConvolutionBlock
  let isResidual: Bool

  init(_ width: Int, isResidual: Bool) {
    first = ConvolutionBlock(width, width)
    second = ConvolutionBlock(width, width)
    self.isResidual = isResidual
  }

  /// `[N, H, W, width]` → the same.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = second(first(x))
    return isResidual ? x + y : y
  }
}

/// A cross-stage-partial block: half of the channels pass a chain whose stations are all joined at the end.
///
/// After Wang et al. 2020, in the variant that YOLOv8 calls C2f.
struct CrossStageBlock: Module {
  let entry: ConvolutionBlock
  let bottlenecks: [Bottleneck]
  let exit: ConvolutionBlock
  private let half: Int

  init(_ inputs: Int, _ outputs: Int, depth: Int, isResidual: Bool = true) {
    half = outputs / 2
    entry = ConvolutionBlock(inputs, 2 * half, kernel: 1)
    let width = half
    bottlenecks = (0..<depth).map { _ in Bottleneck(width, isResidual: isResidual) }
    exit = ConvolutionBlock((2 + depth) * half, outputs, kernel: 1)
  }

  /// `[N, H, W, inputs]` → `[N, H, W, outputs]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let split = entry(x)
    var stations = [split]
    var y = split.sliced(axis: 3, half..<(2 * half))
    for bottleneck in bottlenecks {
      y = bottleneck(y)
      stations.append(y)
    }
    return exit(Tensor.concatenated(stations, axis: 3))
  }
}
