import COkoKernels

/// activation((x − mean) / √(variance + epsilon) · scale + shift) for `[x, scale, shift]`, per channel.
///
/// The statistics belong to the value: those of x itself (batch normalisation) or constants. Nothing but
/// x is kept for the backward pass, which takes the activation's derivative anew. In bfloat16, the pass that
/// reads x and writes the result rounds x on the way, and says how to make the result anew.
struct ChannelNormalization: Operation {
  let statistics: ChannelStatistics
  /// Whether the statistics do not depend on x.
  let isConstant: Bool
  let activation: Activation?
  /// In how many bits it keeps x.
  var precision = TrainingPrecision.float32

  func outputShape(_ inputs: [Shape]) -> Shape {
    let x = inputs[0]
    precondition(x.rank > 0, "batchNormalized: the input is a scalar")
    for vector in [inputs[1], inputs[2], statistics.mean.shape, statistics.variance.shape] {
      precondition(
        vector == [x[-1]],
        "batchNormalized: scale, shift or statistics have shape \(vector), expected [\(x[-1])]")
    }
    return x
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], channels = x.shape[-1], rows = x.shape.count / max(channels, 1)
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    let result = Tensor(shape: x.shape, storage: Storage(count: x.shape.count), node: nil)
    let factors = factors(scale: inputs[1], shift: inputs[2])
    let (source, scales, target) = (x.pointer, factors.pointer, result.storage.pointer)
    let isKept =
      precision == .bfloat16 && inputs.contains(where: \.isTracked) && x.isKeptRounded
    let copy = isKept && x.storage.keptForm == nil ? Storage(roundedCount: x.shape.count) : nil
    let grain = WorkSplit.rowGrain(rows: rows, columns: channels)
    Workers.shared.run(over: rows, grain: grain) { range in
      // What is rounded is still in the nearest cache.
      let most = copy == nil ? range.count : Tensor.piece(columns: channels) / channels
      for row in stride(from: range.lowerBound, to: range.upperBound, by: most) {
        let (first, count) = (row * channels, min(most, range.upperBound - row))
        oko_scale_shift_activate(
          kind, slope, source + first, scales, scales + channels, target + first, Int64(count),
          Int64(channels))
        if let copy { round(source + first, into: copy.halves + first, count: count * channels) }
      }
    }
    withExtendedLifetime(factors) {}
    if let copy {
      x.storage.keptForm = copy
      result.storage.keptForm = Storage(
        ActivatedRows(x: copy, factors: factors, activation: activation))
    }
    return result
  }

  /// What x is multiplied by in every channel, and then what is added.
  private func factors(scale: Tensor, shift: Tensor) -> Storage {
    let channels = scale.shape.count
    let factors = Storage(count: 2 * channels)
    let (scales, shifts) = (factors.pointer, factors.pointer + channels)
    for channel in 0..<channels {
      scales[channel] = scale.pointer[channel] * statistics.inverseDeviation.pointer[channel]
      shifts[channel] =
        shift.pointer[channel] - statistics.mean.pointer[channel] * scales[channel]
    }
    return factors
  }

  var backwardReads: BackwardReads { precision == .bfloat16 ? [.inputs, .rounded] : .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    precondition(
      !gradient.isTracked && !context.inputs.contains(where: \.isTracked),
      "batchNormalized: its gradient cannot be differentiated again")
    let (x, scale, shift) = (context.inputs[0], context.inputs[1], context.inputs[2])
    let needsSums = context.needs[1] || context.needs[2] || !isConstant
    let sums = needsSums ? gradientSums(x, gradient, scale, shift) : nil
    return [
      context.needs[0] ? dataGradient(x, gradient, scale, shift, sums, context) : nil,
      sums?.ofProducts, sums?.ofGradients,
    ]
  }

  /// The sums over all rows of g · x̂ and of g, the gradients of scale and shift.
  private struct Sums {
    var ofProducts: Tensor
    var ofGradients: Tensor
  }

  private func gradientSums(
    _ x: Tensor, _ gradient: Tensor, _ scale: Tensor, _ shift: Tensor
  ) -> Sums {
    let channels = x.shape[-1], rows = x.shape.count / max(channels, 1)
    let grain = WorkSplit.rowGrain(rows: rows, columns: channels)
    let chunks = (rows + grain - 1) / grain
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    var sums = [Double](repeating: 0, count: 2 * channels * max(chunks, 1))
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      withNorm(scale, shift) { norm in
        Workers.shared.run(over: rows, grain: grain) { range in
          let part = base + range.lowerBound / grain * 2 * channels
          let scalars = range.lowerBound * channels..<range.upperBound * channels
          x.withFloats(in: scalars, columns: channels) { x, piece in
            oko_norm_backward_reduce(
              kind, slope, x, gradient.pointer + piece.lowerBound, norm, part, part + channels,
              Int64(piece.count / channels), Int64(channels))
          }
        }
      }
      for chunk in 1..<max(chunks, 1) {
        let part = base + chunk * 2 * channels
        for index in 0..<(2 * channels) { base[index] += part[index] }
      }
    }
    return Sums(
      ofProducts: Tensor(
        sums[channels..<(2 * channels)].map { Float($0) }, shape: [channels]),
      ofGradients: Tensor(sums[..<channels].map { Float($0) }, shape: [channels]))
  }

  /// Written over the gradient where the context allows it: one array less to fetch and to hold.
  private func dataGradient(
    _ x: Tensor, _ gradient: Tensor, _ scale: Tensor, _ shift: Tensor, _ sums: Sums?,
    _ context: BackwardContext
  ) -> Tensor {
    let result =
      context.mayOverwriteGradient
      ? gradient : Tensor(shape: x.shape, storage: Storage(count: x.shape.count), node: nil)
    let target = result.storage.pointer
    let channels = x.shape[-1], rows = x.shape.count / max(channels, 1)
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    let means = isConstant ? nil : sums
    withScratch(2 * channels) { scratch in
      if let means {
        for channel in 0..<channels {
          let share = scale.pointer[channel] / Float(rows)
          scratch[channel] = means.ofGradients.pointer[channel] * share
          scratch[channels + channel] = means.ofProducts.pointer[channel] * share
        }
      }
      withNorm(scale, shift) { norm in
        Workers.shared.run(over: rows, grain: WorkSplit.rowGrain(rows: rows, columns: channels)) {
          range in
          let scalars = range.lowerBound * channels..<range.upperBound * channels
          x.withFloats(in: scalars, columns: channels) { x, piece in
            oko_norm_backward_apply(
              kind, slope, x, gradient.pointer + piece.lowerBound, norm,
              means == nil ? nil : scratch, means == nil ? nil : scratch + channels,
              target + piece.lowerBound, Int64(piece.count / channels), Int64(channels))
          }
        }
      }
    }
    return withExtendedLifetime((x, gradient)) { result }
  }

  private func withNorm(
    _ scale: Tensor, _ shift: Tensor, _ body: (UnsafePointer<oko_channel_norm>) -> Void
  ) {
    var norm = oko_channel_norm(
      mean: statistics.mean.pointer, inverse_deviation: statistics.inverseDeviation.pointer,
      gamma: scale.pointer, beta: shift.pointer)
    withExtendedLifetime((self, scale, shift)) { body(&norm) }
  }
}
