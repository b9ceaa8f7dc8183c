import OkoNetworks
import OkoTensors

/// An encoder that begins at the pixels themselves: each scale halves the size and refines what it sees.
struct PixelEncoder: Module {
  let stages: [Stage]

  /// One scale.
  struct Stage: Module {
    let entry: ConvolutionBlock
    let bottlenecks: [Bottleneck]

    func callAsFunction(_ x: Tensor) -> Tensor {
      bottlenecks.reduce(entry(x)) { $1($0) }
    }
  }

  /// Makes an encoder of pictures with three channels.
  init(widths: [Int], depths: [Int]) {
    stages = widths.indices.map { scale in
      Stage(
        entry: ConvolutionBlock(
          scale == 0 ? 3 : widths[scale - 1], widths[scale], stride: scale == 0 ? 1 : 2),
        bottlenecks: (0..<depths[scale]).map { _ in Bottleneck(widths[scale], isResidual: true) })
    }
  }

  /// `[N, H, W, 3]` → features at strides 1, 2, 4 and so on.
  func callAsFunction(_ x: Tensor) -> [Tensor] {
    var features: [Tensor] = []
    for stage in stages { features.append(stage(features.last ?? x)) }
    return features
  }
}
