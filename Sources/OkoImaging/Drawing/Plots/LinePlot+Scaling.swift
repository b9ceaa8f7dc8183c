#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The stretch of an axis that a plot shows, and where on it a value lies.
struct PlotAxis {
  let range: ClosedRange<Double>
  let isLogarithmic: Bool
  /// Whether all values are whole numbers, such as those of epochs, so that ticks between make no sense.
  var isWhole = false

  /// From 0 at the axis' start to 1 at its end; not finite where the axis cannot show `value`.
  func fraction(_ value: Double) -> Double {
    guard isLogarithmic else {
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    guard value > 0 else { return .nan }
    return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
  }

  func ticks(_ count: Int) -> AxisTicks {
    isLogarithmic
      ? AxisTicks(logarithmic: range, count: count)
      : AxisTicks(linear: range, count: count, smallestStep: isWhole ? 1 : 0)
  }
}

extension LinePlot {
  /// Numbers larger than this are left out, as not finite ones are.
  private static let largest = 1e30

  /// The horizontal axis, from the leftmost point to the rightmost unless the user said otherwise.
  var xAxis: PlotAxis {
    let values = series.flatMap { $0.points.map(\.x) }
    let range = LinePlot.usable(xRange ?? LinePlot.extent(values))
    let isWhole =
      range.upperBound - range.lowerBound >= 2 && values.allSatisfy { $0 == $0.rounded() }
    return PlotAxis(range: range, isLogarithmic: false, isWhole: isWhole)
  }

  /// The vertical axis, to whole ticks beyond the curves unless the user said otherwise.
  func yAxis(ticks count: Int) -> PlotAxis {
    let values = series.flatMap { $0.points.map(\.y) }
    if isLogarithmic {
      let extent = yRange ?? LinePlot.extent(values.filter { $0 > 0 })
      let high = min(max(extent.upperBound, 1e-12), LinePlot.largest)
      let low = min(max(extent.lowerBound, high * 1e-12), high / 2)
      let slack = yRange == nil ? pow(high / low, 0.04) : 1
      return PlotAxis(range: (low / slack)...(high * slack), isLogarithmic: true)
    }
    if let yRange { return PlotAxis(range: LinePlot.usable(yRange), isLogarithmic: false) }
    var extent = LinePlot.extent(values)
    // An axis that begins at zero is read more easily, where it costs little room.
    if extent.lowerBound >= 0, extent.lowerBound <= 0.4 * extent.upperBound {
      extent = 0...extent.upperBound
    }
    let range = AxisTicks.widened(LinePlot.usable(extent), count: count)
    return PlotAxis(range: range, isLogarithmic: false)
  }

  private static func extent(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter { abs($0) <= largest }
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    return low...high
  }

  /// A range with an extent, and one that can be computed with.
  private static func usable(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    func bounded(_ value: Double) -> Double { min(max(value, -largest), largest) }
    let (low, high) = (bounded(range.lowerBound), bounded(range.upperBound))
    let least = max(abs(low), abs(high), 1e-9) * 1e-9
    if high - low > least { return low...high }
    let margin = low == 0 ? 1 : abs(low) * 0.1
    return (low - margin)...(high + margin)
  }
}
