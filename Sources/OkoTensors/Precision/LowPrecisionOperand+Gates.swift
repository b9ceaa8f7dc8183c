import COkoKernels

extension LowPrecisionOperand {
  /// Sums every channel over the `pixels` of each picture and multiplies by `factor`: a pixel of `target` for each
  /// picture, whatever its type.
  package func sum(
    into target: LowPrecisionOperand, times factor: Float, pictures: Int, pixels: Int,
    channels: Int
  ) {
    let (source, result) = (self, target)
    let blocks = pictures * ((channels + Int(OKO_MEANS_BLOCK) - 1) / Int(OKO_MEANS_BLOCK))
    let grain = WorkSplit.exactGrain(
      count: blocks, operations: Self.operations(ofScalars: pictures * pixels * channels))
    Workers.shared.run(over: blocks, grain: grain) { range in
      var (from, to) = (source.kernel, result.kernel)
      oko_channel_means(
        &from, &to, Int64(pixels), Int64(channels), factor, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
  }

  /// Multiplies every pixel of each picture by that picture's pixel of `gate`; `target` may be this very tensor.
  package func multiply(
    by gate: LowPrecisionOperand, into target: LowPrecisionOperand, pictures: Int, pixels: Int,
    channels: Int
  ) {
    let (source, result) = (self, target)
    let count = pictures * pixels
    let grain = WorkSplit.exactGrain(
      count: count, operations: Self.operations(ofScalars: count * channels))
    Workers.shared.run(over: count, grain: grain) { range in
      var (from, factors, to) = (source.kernel, gate.kernel, result.kernel)
      oko_gate(
        &from, &factors, &to, Int64(pixels), Int64(channels), Int64(range.lowerBound),
        Int64(range.upperBound))
    }
  }

  /// As much arithmetic as takes the time in which so many scalars come from a cache.
  private static func operations(ofScalars count: Int) -> Int { 8 * count }
}
