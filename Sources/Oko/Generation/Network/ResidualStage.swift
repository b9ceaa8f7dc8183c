import OkoNetworks
import OkoTensors

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
