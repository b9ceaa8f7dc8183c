import OkoNetworks
import OkoTensors

/// A U-Net with batch normalisation and padded convolutions, from 32 to 512 channels.
///
/// After Ronneberger et al. 2015.
struct ClassicUNetwork: Module {
  let encoder: [Pair]
  let enlargements: [TransposedConvolution]
  let decoder: [Pair]
  let output: Convolution

  /// Two 3×3 convolutions.
  struct Pair: Module {
    let first: ConvolutionBlock
    let second: ConvolutionBlock

    init(_ inputs: Int, _ outputs: Int) {
      first = ConvolutionBlock(inputs, outputs, activation: .relu)
      second = ConvolutionBlock(outputs, outputs, activation: .relu)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { second(first(x)) }
  }

  init(classCount: Int = 21) {
    let widths = [32, 64, 128, 256, 512]
    encoder = zip([3] + widths, widths).map { Pair($0, $1) }
    enlargements = zip(widths.dropFirst(), widths).map {
      TransposedConvolution($0, $1, kernel: 2, stride: 2)
    }
    decoder = widths.dropLast().map { Pair(2 * $0, $0) }
    output = Convolution(32, classCount, kernel: 1)
  }

  /// Pictures `[N, H, W, 3]` → logits `[N, H, W, classes]`; H and W are multiples of 16.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var skips = [encoder[0](x)]
    for stage in encoder.dropFirst() {
      skips.append(stage(skips[skips.count - 1].maxPooled(size: 2)))
    }
    let deepest = skips[skips.count - 1]
    let finest = decoder.indices.reversed().reduce(deepest) { below, scale in
      let enlarged = enlargements[scale](below)
      return decoder[scale](Tensor.concatenated([skips[scale], enlarged], axis: 3))
    }
    return output(finest)
  }
}
