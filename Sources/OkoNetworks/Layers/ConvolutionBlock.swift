public import OkoTensors

/// Convolution, batch normalisation, activation: the brick that most networks are built of.
///
/// In inference the three are one kernel call.
public struct ConvolutionBlock: Module {
  /// The convolution, without a bias.
  public let convolution: Convolution
  /// The normalisation.
  public let normalization: BatchNormalization
  /// What comes last; nil for nothing.
  public let activation: Activation?

  /// Makes a block; `padding` as in `Convolution`.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int? = nil,
    dilation: Int = 1, groups: Int = 1, activation: Activation? = .silu
  ) {
    convolution = Convolution(
      inputs, outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      groups: groups, hasBias: false)
    normalization = BatchNormalization(outputs)
    self.activation = activation
  }

  /// Applies the block: `[N, H, W, in]` → `[N, H', W', out]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard !x.isTracked && !convolution.filter.isBeingTrained else {
      return normalization(convolution(x), activation: activation)
    }
    let (scale, shift) = normalization.folded
    return convolution.convolvedForInference(x, scale: scale, bias: shift, activation: activation)
  }
}
