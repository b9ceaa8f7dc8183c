import OkoNetworks
import OkoTensors

/// x plus what a narrow 3×3 convolution between two 1×1 ones makes of it; without normalisation.
///
/// R3GAN's block (Huang et al. 2024) with one group of half the channels, which small maps on a processor prefer to
/// many groups. The last convolution begins at zero, so that a deep stack begins as the identity.
struct ResidualBottleneck: Module {
  let narrowing: Convolution
  let mixing: Convolution
  let widening: Convolution

  init(_ channels: Int) {
    let inner = max(16, channels / 2)
    narrowing = Convolution(channels, inner, kernel: 1)
    mixing = Convolution(inner, inner)
    widening = Convolution(
      inner, channels, kernel: 1, hasBias: false, initializer: .constant(0))
  }

  /// `[N, H, W, channels]` → the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let narrow = narrowing(x).activated(.generative)
    return x + widening(mixing(narrow).activated(.generative))
  }
}

/// x plus what attention brings to each place from all 2 by 2 squares.
///
/// Keys and values are of the picture at half the size, as BigGAN has it (Brock et al. 2019), which costs a quarter. The
/// output projection begins at zero.
struct ResidualAttention: Module {
  let attention: MultiHeadAttention

  init(_ channels: Int) {
    attention = MultiHeadAttention(
      channels, heads: 4, headWidth: max(8, channels / 8), outputInitializer: .constant(0))
  }

  /// `[N, H, W, channels]` → the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let gathered = attention(places(x), attendingTo: places(x.averagePooled(size: 2)))
    return x + gathered.reshaped(to: x.shape)
  }

  /// `[N, H, W, channels]` → `[N, H · W, channels]`.
  private func places(_ x: Tensor) -> Tensor {
    x.reshaped(to: [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]])
  }
}

extension Activation {
  /// What follows the layers of both networks.
  static var generative: Activation { .leakyReLU(slope: 0.2) }
}

/// The blocks at one scale.
struct ResidualStage: Module {
  let first: ResidualBottleneck
  let attention: ResidualAttention?
  let second: ResidualBottleneck?

  /// The stage of the maps with this side; the side of attention has a block before and one behind it.
  init(_ architecture: GenerationArchitecture, side: Int) {
    let channels = architecture.width(at: side)
    let isMiddle = side == GenerationArchitecture.attentionSide
    first = ResidualBottleneck(channels)
    attention = isMiddle && architecture.attends ? ResidualAttention(channels) : nil
    second = isMiddle ? ResidualBottleneck(channels) : nil
  }

  /// `[N, side, side, channels]` → the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = first(x)
    if let attention { x = attention(x) }
    return second?(x) ?? x
  }
}
