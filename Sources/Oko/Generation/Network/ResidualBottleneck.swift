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

extension Activation {
  /// What follows the layers of both networks.
  static var generative: Activation { .leakyReLU(slope: 0.2) }
}
