import OkoTensors

/// The gradient of the three parts of a detection loss at the logits.
///
/// The sum of the parts is what is nearly always wanted, so it is kept whole; where the parts are scaled apart,
/// the few rows with a box are put together anew.
struct DetectionLossGradient: Sendable {
  /// The gradient of the sum of the parts, of the shape of the logits.
  let total: Tensor
  /// The rows (of all pictures) that answer for a target.
  let rows: [Int]
  /// For each of `rows`, the gradients of the box part and of the distribution part: 64 numbers each.
  let box: [Float]
  let distribution: [Float]

  /// The gradient of `weights[0] · box + weights[1] · class + weights[2] · distribution`.
  func scaled(by weights: [Float]) -> Tensor {
    if weights.allSatisfy({ $0 == 1 }) { return total }
    let count = total.shape.count
    let width = total.shape[-1]
    let channels = DistributionCodec.channels
    return Tensor(shape: total.shape) { result in
      total.withUnsafePointer { source in
        Workers.shared.run(over: count, grain: 1 << 16) { range in
          for index in range { result[index] = source[index] * weights[1] }
        }
      }
      for (place, row) in rows.enumerated() {
        for channel in 0..<channels {
          let index = place * channels + channel
          result[row * width + channel] =
            box[index] * weights[0] + distribution[index] * weights[2]
        }
      }
    }
  }
}
