public import OkoTensors

/// Group normalisation (Wu and He 2018): each picture's channels, in groups, over all its pixels.
public struct GroupNormalization: Module {
  /// `[channels]`.
  public let scale: Parameter
  /// `[channels]`.
  public let shift: Parameter
  /// How many groups.
  public let groups: Int
  /// Added to the variance.
  public let epsilon: Float

  /// Makes a layer for `channels` channels in `groups` groups.
  ///
  /// - Precondition: `groups` divides `channels`.
  public init(_ channels: Int, groups: Int = 32, epsilon: Float = 1e-5) {
    precondition(
      groups > 0 && channels % groups == 0,
      "GroupNormalization: \(groups) groups of \(channels) channels")
    scale = Parameter([channels], .vector, .constant(1))
    shift = Parameter([channels], .vector, .constant(0))
    (self.groups, self.epsilon) = (groups, epsilon)
  }

  /// Applies the layer: `[N, H, W, channels]` → the same.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.groupNormalized(groups: groups, scale: scale.value, shift: shift.value, epsilon: epsilon)
  }
}
