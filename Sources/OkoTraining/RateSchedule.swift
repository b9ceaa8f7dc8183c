#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The learning rate over a run: a linear warm-up, then a fall to a share of the first rate.
///
/// The fall begins where the warm-up ends, so the first epochs are the same however long the run will be.
public struct RateSchedule: Codable, Sendable, Hashable {
  /// How the rate falls.
  public enum Shape: String, Codable, Sendable, CaseIterable {
    /// Not at all.
    case constant
    /// In a straight line.
    case linear
    /// Along half a period of the cosine (Loshchilov and Hutter 2017, without restarts).
    case cosine
    /// As (1 − share)^0.9, the "poly" schedule of segmentation (nnU-Net, Isensee et al. 2021).
    case polynomial
    /// Up from a 25th along half a cosine for three tenths of the run, then down along another.
    ///
    /// After Smith and Topin 2019, in the variant of PyTorch's `OneCycleLR`; there is no other warm-up.
    case oneCycle
  }

  /// The rate after the warm-up.
  public var rate: Float = 0.002
  /// The last rate over the first.
  public var finalFraction: Float = 0.02
  /// Epochs of warm-up; at most half the run.
  public var warmupEpochs: Double = 3
  /// How the rate falls.
  public var shape = Shape.cosine

  /// Makes the default schedule.
  public init() {}

  /// Makes a schedule.
  public init(rate: Float, finalFraction: Float, warmupEpochs: Double, shape: Shape) {
    (self.rate, self.finalFraction) = (rate, finalFraction)
    (self.warmupEpochs, self.shape) = (warmupEpochs, shape)
  }

  /// The rate of step `step` (from 0) of a run of `epochs` epochs with `stepsPerEpoch` steps each.
  public func rate(step: Int, stepsPerEpoch: Int, epochs: Int) -> Float {
    let steps = Double(max(1, stepsPerEpoch) * max(1, epochs))
    if shape == .oneCycle { return oneCycleRate(step: Double(step), steps: steps) }
    let warmup = min(max(0, warmupEpochs) * Double(max(1, stepsPerEpoch)), steps / 2)
    if Double(step) < warmup { return rate * Float(Double(step + 1) / max(1, warmup.rounded(.up))) }
    let share = min(1, (Double(step) - warmup) / max(1, steps - 1 - warmup))
    let fall: Double =
      switch shape {
      case .constant: 1
      case .linear: 1 - share
      case .cosine, .oneCycle: (1 + cos(Double.pi * share)) / 2
      case .polynomial: pow(1 - share, 0.9)
      }
    return rate * (finalFraction + (1 - finalFraction) * Float(fall))
  }

  private func oneCycleRate(step: Double, steps: Double) -> Float {
    func between(_ start: Double, _ end: Double, _ share: Double) -> Double {
      end + (start - end) * (1 + cos(Double.pi * min(max(share, 0), 1))) / 2
    }
    let top = max(0.3 * steps - 1, 0)
    let fraction =
      step <= top && top > 0
      ? between(1.0 / 25, 1, step / top)
      : between(1, Double(finalFraction), (step - top) / max(1, steps - 1 - top))
    return rate * Float(fraction)
  }
}
