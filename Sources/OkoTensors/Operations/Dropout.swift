extension Tensor {
  /// The tensor with scalars struck out at random, and the others grown to make up for them.
  ///
  /// Each is 0 with the probability `rate`, else divided by 1 − `rate` (Srivastava et al. 2014, the
  /// inverted form). For training only; when predicting, leave it out.
  ///
  /// - Precondition: `0 <= rate < 1`.
  public func dropout(rate: Float, using random: inout RandomSource) -> Tensor {
    precondition(rate >= 0 && rate < 1, "dropout: rate \(rate); expected from 0 to below 1")
    guard rate > 0 else { return self }
    return self * Tensor(dropoutMask: shape, rate: rate, seed: random.next())
  }

  /// 0 with the probability `rate`, else 1 / (1 − `rate`).
  private init(dropoutMask shape: Shape, rate: Float, seed: UInt64) {
    let kept = 1 / (1 - rate)
    self.init(shape: shape) { result in
      // Each chunk has a stream of its own, so that the bits do not depend on the threads.
      Workers.shared.run(over: shape.count, grain: StridedWalk.grain) { range in
        var random = RandomSource(seed: seed, stream: "\(range.lowerBound)")
        for index in range { result[index] = random.uniform() < rate ? 0 : kept }
      }
    }
  }
}
