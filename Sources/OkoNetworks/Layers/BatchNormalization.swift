public import OkoTensors

/// Batch normalisation over all axes but the last (Ioffe and Szegedy 2015), with an activation fused in.
///
/// While it is trained, y = activation(γ · (x − mean) / √(variance + ε) + β) with the mean and the biased
/// variance of the batch, and with the optimizer's step the running statistics follow (the variance unbiased,
/// as PyTorch has it); otherwise the running statistics are used.
public struct BatchNormalization: Module {
  /// γ, `[channels]`.
  public let scale: Parameter
  /// β, `[channels]`.
  public let shift: Parameter
  /// The running mean, `[channels]`.
  public let mean: Parameter
  /// The running variance, `[channels]`.
  public let variance: Parameter
  /// The share of a batch's statistics in the running ones.
  public let momentum: Float
  /// ε.
  public let epsilon: Float

  /// Makes a layer for `channels` channels.
  public init(_ channels: Int, momentum: Float = 0.03, epsilon: Float = 1e-3) {
    scale = Parameter([channels], .vector, .constant(1))
    shift = Parameter([channels], .vector, .constant(0))
    mean = Parameter([channels], .statistic, .constant(0))
    variance = Parameter([channels], .statistic, .constant(1))
    (self.momentum, self.epsilon) = (momentum, epsilon)
  }

  /// Applies the layer, then `activation`.
  public func callAsFunction(_ x: Tensor, activation: Activation? = nil) -> Tensor {
    guard scale.isBeingTrained else {
      let (scale, shift) = folded
      return x.scaledShifted(scale: scale, shift: shift, activation: activation)
    }
    return ofBatch(x, activation: activation)
  }

  /// Applies the layer with the statistics of `x`, whether or not it is being trained.
  ///
  /// The discriminator of a GAN needs that while its generator learns.
  public func ofBatch(_ x: Tensor, activation: Activation? = nil) -> Tensor {
    let result = x.batchNormalized(
      scale: scale.value, shift: shift.value, epsilon: epsilon, activation: activation)
    guard scale.isBeingTrained else { return result.output }
    let rows = Float(x.shape.count / x.shape[-1])
    follow(mean, result.mean, factor: 1)
    follow(variance, result.variance, factor: rows / max(1, rows - 1))
    return result.output
  }

  /// Scale and shift with the running statistics folded in: y = x · scale + shift.
  var folded: (scale: Tensor, shift: Tensor) {
    let (gamma, beta) = (scale.constant.scalars, shift.constant.scalars)
    let (mean, variance) = (mean.constant.scalars, variance.constant.scalars)
    let factors = gamma.indices.map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    let offsets = gamma.indices.map { beta[$0] - mean[$0] * factors[$0] }
    return (Tensor(factors, shape: scale.shape), Tensor(offsets, shape: shift.shape))
  }

  private func follow(_ running: Parameter, _ batch: Tensor, factor: Float) {
    TrainingScope.current?.follow(running) { old in
      let moved = zip(old.scalars, batch.scalars).map { old, new in
        old + momentum * (new * factor - old)
      }
      return Tensor(moved, shape: running.shape)
    }
  }
}
