import OkoNetworks
import OkoTensors

/// x plus what attention brings to each place of a picture from all others.
///
/// Places are normalised and told where they lie by waves along both axes. The output projection begins at zero, so that a
/// network learns from where it would be without.
struct PictureAttention: Module {
  let normalization: LayerNormalization
  let attention: MultiHeadAttention

  private static let heads = 8

  /// Makes attention of eight heads among places of `channels` numbers, a multiple of 4.
  init(_ channels: Int) {
    normalization = LayerNormalization(channels)
    attention = MultiHeadAttention(
      channels, heads: Self.heads, headWidth: max(8, channels / Self.heads),
      outputInitializer: .constant(0))
  }

  /// `[N, H, W, channels]` → the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let (height, width, channels) = (x.shape[1], x.shape[2], x.shape[3])
    let positions = SinusoidalPositions.picture(height: height, width: width, channels: channels)
    let places = (normalization(x) + positions)
      .reshaped(to: [x.shape[0], height * width, channels])
    return x + attention(places).reshaped(to: x.shape)
  }
}
