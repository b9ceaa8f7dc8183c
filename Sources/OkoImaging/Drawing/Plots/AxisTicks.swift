#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Round numbers along an axis, and how they are written.
package struct AxisTicks {
  /// From small to large, all within the axis.
  package private(set) var values: [Double] = []
  /// One for each value.
  package private(set) var labels: [String] = []
  /// The distance between two.
  package private(set) var step = 1.0

  /// At most about `count` steps of 1, 2, 2.5 or 5 times a power of ten that lie in `range`.
  ///
  /// A step of 2.5 is not used where whole numbers are asked for.
  package init(linear range: ClosedRange<Double>, count: Int, smallestStep: Double = 0) {
    let extent = range.upperBound - range.lowerBound
    guard extent > 0, extent.isFinite else {
      values = [range.lowerBound]
      labels = [NumberText.short(range.lowerBound)]
      return
    }
    let least = max(extent / Double(max(count, 1)), smallestStep)
    let power = pow(10, floor(log10(least)))
    let factors = smallestStep >= 1 && power == 1 ? [1, 2, 5] : [1, 2, 2.5, 5]
    let factor = factors.first { $0 * power >= least * 0.999 } ?? 10
    step = factor * power
    let decimals = max(0, Int(-floor(log10(step)))) + (factor == 2.5 ? 1 : 0)
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    for index in first...max(first, last) {
      let value = Double(index) * step
      values.append(value)
      labels.append(NumberText.tick(value, decimals: decimals))
    }
  }

  /// Powers of ten in `range`, and 2 and 5 times them where there is room.
  package init(logarithmic range: ClosedRange<Double>, count: Int) {
    let (low, high) = (Int(floor(log10(range.lowerBound))), Int(ceil(log10(range.upperBound))))
    let decades = max(high - low, 1)
    let factors = decades * 3 <= count ? [1.0, 2, 5] : [1.0]
    let stride = max(1, (decades + count - 1) / max(count, 1))
    for exponent in low...max(low, high) where (exponent - low) % stride == 0 {
      for factor in factors {
        let value = factor * pow(10, Double(exponent))
        guard range.contains(value) else { continue }
        values.append(value)
        labels.append(NumberText.short(value))
      }
    }
  }

  /// `range` widened to whole steps of its own ticks.
  package static func widened(_ range: ClosedRange<Double>, count: Int) -> ClosedRange<Double> {
    let step = AxisTicks(linear: range, count: count).step
    let low = ((range.lowerBound / step + 1e-9).rounded(.down)) * step
    let high = ((range.upperBound / step - 1e-9).rounded(.up)) * step
    return low < high ? low...high : range
  }
}
