public import OkoTensors

/// Layer normalisation over the last axis (Ba, Kiros and Hinton 2016).
public struct LayerNormalization: Module {
  /// `[channels]`.
  public let scale: Parameter
  /// `[channels]`.
  public let shift: Parameter
  /// Added to the variance.
  public let epsilon: Float

  /// Makes a layer for `channels` channels.
  public init(_ channels: Int, epsilon: Float = 1e-5) {
    scale = Parameter([channels], .vector, .constant(1))
    shift = Parameter([channels], .vector, .constant(0))
    self.epsilon = epsilon
  }

  /// Applies the layer: `[…, channels]` → the same.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNormalized(scale: scale.value, shift: shift.value, epsilon: epsilon)
  }
}
