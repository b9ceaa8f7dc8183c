import OkoNetworks
import OkoTensors

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
