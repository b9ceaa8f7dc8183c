extension Tensor {
  /// Normalises every channel by its statistics over all other axes, then scales, shifts and activates.
  ///
  ///     let (y, mean, variance) = x.batchNormalized(scale: gamma, shift: beta, activation: .silu)
  ///
  /// `[…, C]` → `[…, C]`; y = activation((x − mean) / √(variance + epsilon) · scale + shift), Ioffe and
  /// Szegedy 2015 in its training form. `mean` and `variance` are `[C]`, without a graph, for running
  /// statistics; the variance is the biased one (divided by the count n), so that n / (n − 1) of it is the
  /// estimate that most libraries keep.
  ///
  /// - Precondition: `scale` and `shift` are `[C]`; the gradient is not differentiated again.
  public func batchNormalized(
    scale: Tensor, shift: Tensor, epsilon: Float = 1e-5, activation: Activation? = nil
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    precondition(shape.rank > 0, "batchNormalized: the input is a scalar")
    let statistics = ChannelStatistics(of: self, epsilon: epsilon)
    let operation = ChannelNormalization(
      statistics: statistics, isConstant: false, activation: activation, precision: .current)
    return (operation(self, scale, shift), statistics.mean, statistics.variance)
  }

  /// Normalises every channel by statistics that are constants, then scales, shifts and activates.
  ///
  /// The form of batch normalisation for inference and frozen layers: `[…, C]` → `[…, C]`, all vectors
  /// `[C]`. Gradients flow to this tensor, `scale` and `shift`; they are not differentiated again.
  public func normalized(
    mean: Tensor, variance: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5,
    activation: Activation? = nil
  ) -> Tensor {
    let statistics = ChannelStatistics(mean: mean, variance: variance, epsilon: epsilon)
    return ChannelNormalization(
      statistics: statistics, isConstant: true, activation: activation, precision: .current)(
        self, scale, shift)
  }

  /// Scales and shifts every channel and activates: activation(x · scale + shift) in one pass.
  ///
  /// `[…, C]` → `[…, C]`; `scale` and `shift` are `[C]`. The gradient is not differentiated again.
  public func scaledShifted(
    scale: Tensor, shift: Tensor, activation: Activation? = nil
  ) -> Tensor {
    let statistics = ChannelStatistics(
      mean: Tensor(zeros: scale.shape), variance: Tensor(repeating: 1, shape: scale.shape),
      epsilon: 0)
    return ChannelNormalization(
      statistics: statistics, isConstant: true, activation: activation, precision: .current)(
        self, scale, shift)
  }
}
