import OkoNetworks
import OkoTensors

/// The convolutional recurrent network of Shi, Bai and Yao (2015) as its table has it, for comparisons with other systems.
///
/// Seven convolutions of 64 to 512 channels, batch normalisation after the third, fifth and seventh, poolings of which
/// the last two halve only the height, and two bidirectional LSTM of width 256: 8.7 million weights.
struct ClassicReader: Module {
  let plain: [Convolution]
  let normalized: [ConvolutionBlock]
  let recurrence: RecurrentNetwork
  let output: Linear

  init(classCount: Int = 37) {
    plain = [
      Convolution(1, 64), Convolution(64, 128), Convolution(256, 256), Convolution(512, 512),
    ]
    normalized = [
      ConvolutionBlock(128, 256, activation: .relu), ConvolutionBlock(256, 512, activation: .relu),
      ConvolutionBlock(512, 512, kernel: 2, padding: 0, activation: .relu),
    ]
    recurrence = RecurrentNetwork(
      .lstm, inputs: 512, width: 256, layers: 2, isBidirectional: true)
    output = Linear(512, classCount)
  }

  /// Lines `[N, 32, W, 1]` → logits `[N, W / 4 + 1, classes]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var y = plain[0](x).activated(.relu).maxPooled(size: 2)
    y = plain[1](y).activated(.relu).maxPooled(size: 2)
    y = plain[2](normalized[0](y)).activated(.relu)
    y = halvedInHeight(y)
    y = plain[3](normalized[1](y)).activated(.relu)
    y = normalized[2](halvedInHeight(y))
    return output(recurrence(y.reshaped(to: [y.shape[0], y.shape[2], 512])))
  }

  private func halvedInHeight(_ x: Tensor) -> Tensor {
    x.maxPooled(
      height: 2, width: 2, stride: .init(y: 2, x: 1),
      padding: .init(top: 0, left: 1, bottom: 0, right: 1))
  }
}
