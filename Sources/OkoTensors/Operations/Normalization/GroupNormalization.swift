import COkoKernels

/// Normalises groups of channels of every picture: activation(x̂ · scale + shift) for `[x, scale, shift]`.
///
/// The arithmetic of `ChannelNormalization`, picture by picture, with statistics that the channels of a group
/// share.
struct GroupNormalization: Operation {
  let groups: Int
  let epsilon: Float
  let activation: Activation?

  func outputShape(_ inputs: [Shape]) -> Shape {
    let x = inputs[0]
    precondition(
      x.rank >= 2 && x[-1] % groups == 0 && inputs[1] == [x[-1]] && inputs[2] == [x[-1]],
      "groupNormalized: input \(x), scale \(inputs[1]), shift \(inputs[2]), \(groups) groups")
    return x
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], pictures = PictureRows(x.shape)
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    return Tensor(shape: x.shape) { result in
      withStatistics(x, pictures) { mean, inverse in
        withScratch(2 * pictures.count * pictures.channels) { factors in
          for index in 0..<(pictures.count * pictures.channels) {
            let channel = index % pictures.channels
            let scale = inputs[1].pointer[channel] * inverse[index]
            factors[2 * index - channel] = scale
            factors[2 * index - channel + pictures.channels] =
              inputs[2].pointer[channel] - mean[index] * scale
          }
          pictures.forEachBlock { picture, first, rows in
            let scale = factors + 2 * picture * pictures.channels
            oko_scale_shift_activate(
              kind, slope, x.pointer + first, scale, scale + pictures.channels, result + first,
              rows, Int64(pictures.channels))
          }
        }
      }
    }
  }

  var backwardReads: BackwardReads { .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    precondition(
      !gradient.isTracked && !context.inputs.contains(where: \.isTracked),
      "groupNormalized: its gradient cannot be differentiated again")
    let (x, scale, shift) = (context.inputs[0], context.inputs[1], context.inputs[2])
    let pictures = PictureRows(x.shape), channels = pictures.channels
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    var ofProducts = [Double](repeating: 0, count: channels), ofGradients = ofProducts
    let result = Tensor(shape: x.shape) { result in
      withStatistics(x, pictures) { mean, inverse in
        func norm(_ picture: Int) -> oko_channel_norm {
          oko_channel_norm(
            mean: mean + picture * channels, inverse_deviation: inverse + picture * channels,
            gamma: scale.pointer, beta: shift.pointer)
        }
        let sums = pictures.sums { picture, first, rows, target in
          var norm = norm(picture)
          oko_norm_backward_reduce(
            kind, slope, x.pointer + first, gradient.pointer + first, &norm, target,
            target + channels, rows, Int64(channels))
        }
        for index in sums.indices {
          let channel = index % channels
          if index / channels % 2 == 0 {
            ofGradients[channel] += sums[index]
          } else {
            ofProducts[channel] += sums[index]
          }
        }
        withScratch(sums.count) { means in
          groupMeans(sums, scale, pictures, into: means)
          pictures.forEachBlock { picture, first, rows in
            var norm = norm(picture)
            let mean = means + 2 * picture * channels
            oko_norm_backward_apply(
              kind, slope, x.pointer + first, gradient.pointer + first, &norm, mean,
              mean + channels, result + first, rows, Int64(channels))
          }
        }
      }
    }
    return [
      result, Tensor(ofProducts.map { Float($0) }, shape: [channels]),
      Tensor(ofGradients.map { Float($0) }, shape: [channels]),
    ]
  }

  /// The means of scale · g and scale · g · x̂ over every group, from the sums of g and g · x̂.
  private func groupMeans(
    _ sums: [Double], _ scale: Tensor, _ pictures: PictureRows,
    into means: UnsafeMutablePointer<Float>
  ) {
    let width = pictures.channels / groups
    for start in stride(from: 0, to: sums.count, by: width) {
      let first = start % pictures.channels
      var total = 0.0
      for index in 0..<width {
        total += sums[start + index] * Double(scale.pointer[first + index])
      }
      let mean = Float(total / Double(width * pictures.rows))
      for index in 0..<width { means[start + index] = mean }
    }
  }

  /// Calls `body` with mean and 1 / √(variance + epsilon) of every channel of every picture.
  private func withStatistics(
    _ x: Tensor, _ pictures: PictureRows,
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    let channels = pictures.channels, width = channels / groups
    let moments = pictures.moments(of: x)
    withScratch(2 * pictures.count * channels) { mean in
      let inverse = mean + pictures.count * channels
      for picture in 0..<pictures.count {
        for first in stride(from: 0, to: channels, by: width) {
          let means = moments[(2 * picture * channels + first)...].prefix(width)
          let deviations = moments[((2 * picture + 1) * channels + first)...].prefix(width)
          let center = means.reduce(0, +) / Double(width)
          let spread = means.reduce(0) { $0 + ($1 - center) * ($1 - center) }
          let variance =
            deviations.reduce(0, +) / Double(width * pictures.rows) + spread / Double(width)
          for channel in first..<(first + width) {
            mean[picture * channels + channel] = Float(center)
            inverse[picture * channels + channel] =
              Float(1 / (variance + Double(epsilon)).squareRoot())
          }
        }
      }
      body(mean, inverse)
    }
  }
}

extension Tensor {
  /// Normalises `groups` groups of channels of every picture, then scales, shifts and activates.
  ///
  /// `[N, …, C]` → `[N, …, C]`; `scale` and `shift` are `[C]` (Wu and He 2018, with the biased variance).
  ///
  /// - Precondition: `groups` divides C; the gradient is not differentiated again.
  public func groupNormalized(
    groups: Int, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5,
    activation: Activation? = nil
  ) -> Tensor {
    precondition(groups > 0, "groupNormalized: \(groups) groups")
    return GroupNormalization(groups: groups, epsilon: epsilon, activation: activation)(
      self, scale, shift)
  }
}
