import COkoKernels

/// The mean and variance of every channel over all other axes, and what kernels derive from them.
struct ChannelStatistics: Sendable {
  /// The mean of every channel, `[C]`.
  let mean: Tensor
  /// The mean squared deviation of every channel, `[C]`.
  let variance: Tensor
  /// 1 / √(variance + epsilon), `[C]`.
  let inverseDeviation: Tensor

  init(mean: Tensor, variance: Tensor, epsilon: Float) {
    self.mean = mean.untracked
    self.variance = variance.untracked
    inverseDeviation = Tensor(shape: variance.shape) { result in
      for channel in 0..<variance.shape.count {
        result[channel] = 1 / (variance.pointer[channel] + epsilon).squareRoot()
      }
    }
  }

  /// Measures `x`, `[…, C]`: the moments of fixed blocks of rows, merged in order (Chan, Golub and LeVeque
  /// 1979), in double precision.
  init(of x: Tensor, epsilon: Float) {
    let channels = x.shape[-1], rows = x.shape.count / max(channels, 1)
    precondition(rows > 0, "batchNormalized: no values in shape \(x.shape)")
    let grain = WorkSplit.rowGrain(rows: rows, columns: channels)
    let chunks = (rows + grain - 1) / grain
    var moments = [Double](repeating: 0, count: 2 * channels * chunks)
    moments.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      nonisolated(unsafe) let target = base
      withExtendedLifetime(x) {
        Workers.shared.run(over: rows, grain: grain) { range in
          let part = target + range.lowerBound / grain * 2 * channels
          oko_channel_moments(
            x.pointer + range.lowerBound * channels, Int64(range.count), Int64(channels), part,
            part + channels)
        }
      }
      for chunk in 1..<max(chunks, 1) {
        let part = base + chunk * 2 * channels
        oko_merge_moments(
          Int64(chunk * grain), base, base + channels, Int64(min(grain, rows - chunk * grain)),
          part, part + channels, Int64(channels))
      }
    }
    let mean = Tensor(moments[..<channels].map { Float($0) }, shape: [channels])
    let variance = Tensor(
      moments[channels..<(2 * channels)].map { Float($0 / Double(rows)) }, shape: [channels])
    self.init(mean: mean, variance: variance, epsilon: epsilon)
  }
}
