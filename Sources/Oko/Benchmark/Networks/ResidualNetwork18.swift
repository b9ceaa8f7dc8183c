import OkoNetworks
import OkoTensors

/// The residual network of 18 layers for ImageNet: 11.69 million weights.
///
/// After table 1 of He et al. 2016.
struct ResidualNetwork18: Module {
  let stem: ConvolutionBlock
  let blocks: [Block]
  let output: Linear

  /// Two 3×3 convolutions beside a shortcut, which is a 1×1 convolution where the shape changes.
  struct Block: Module {
    let first: ConvolutionBlock
    let second: ConvolutionBlock
    let shortcut: ConvolutionBlock?

    init(_ inputs: Int, _ outputs: Int, stride: Int) {
      first = ConvolutionBlock(inputs, outputs, stride: stride, activation: .relu)
      second = ConvolutionBlock(outputs, outputs, activation: nil)
      shortcut =
        stride == 1
        ? nil : ConvolutionBlock(inputs, outputs, kernel: 1, stride: stride, activation: nil)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      second(first(x)).adding(shortcut?(x) ?? x, activation: .relu)
    }
  }

  init(classCount: Int = 1000) {
    stem = ConvolutionBlock(3, 64, kernel: 7, stride: 2, activation: .relu)
    blocks = [64, 128, 256, 512].flatMap { width in
      let isFirst = width == 64
      return [
        Block(isFirst ? 64 : width / 2, width, stride: isFirst ? 1 : 2),
        Block(width, width, stride: 1),
      ]
    }
    output = Linear(512, classCount)
  }

  /// Pictures `[N, H, W, 3]` → logits `[N, classes]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let features = blocks.reduce(stem(x).maxPooled(size: 3, stride: 2, padding: 1)) { $1($0) }
    return output(features.globalAveragePooled())
  }
}
