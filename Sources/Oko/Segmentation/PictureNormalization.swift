import OkoImaging
import OkoTensors

/// How the samples of a picture become the numbers that a network takes.
public enum PictureNormalization: String, Codable, Sendable, Hashable, CaseIterable {
  /// From 0 to 1: for photographs.
  case unit
  /// Less the mean of the picture's samples, divided by their standard deviation: for microscopes and scanners,
  /// whose brightness says little.
  case standardized

  /// What a sample from 0 to 1 is to become: (sample + offset) · factor.
  package struct Scaling: Hashable, Sendable {
    package var offset: Float = 0
    package var factor: Float = 1

    package init() {}
  }

  /// The scaling of the whole upright `image`, all of whose tiles get the same.
  ///
  /// A picture of one colour has no deviation and becomes 0.
  package func scaling(of image: Image) -> Scaling {
    var scaling = Scaling()
    guard self == .standardized else { return scaling }
    let (count, sum, squares): (Int, Double, Double)
    let unit: Double
    switch image.samples {
    case .uint8(let samples):
      (count, unit) = (samples.count, 1 / 255)
      (sum, squares) = Self.sums(samples)
    case .uint16(let samples):
      (count, unit) = (samples.count, 1 / 65535)
      (sum, squares) = Self.sums(samples)
    }
    let mean = sum / Double(count)
    let variance = max(0, squares / Double(count) - mean * mean)
    scaling.offset = Float(-mean * unit)
    // A tenth of an 8-bit step: less is no picture.
    scaling.factor = Float(1 / max(variance.squareRoot() * unit, 0.1 / 255))
    return scaling
  }

  /// Σx and Σx²; exact in whole numbers, so that no order of summing matters.
  private static func sums<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: [Sample]
  ) -> (Double, Double) {
    var (sum, squares) = (UInt64(0), UInt64(0))
    samples.withUnsafeBufferPointer { samples in
      for sample in samples {
        let value = UInt64(sample)
        sum &+= value
        squares &+= value &* value
      }
    }
    return (Double(sum), Double(squares))
  }
}
