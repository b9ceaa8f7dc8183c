/// The colours of what surrounds curves.
enum PlotColor {
  static let title: Image.Color = 25
  static let label: Image.Color = 90
  static let grid: Image.Color = 228
  static let frame: Image.Color = 150
}

/// The rectangle of a plot between its axes, in pixels.
struct PlotArea {
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  let scale: Double

  /// The place of a point whose fractions along the axes are given; the vertical axis runs upwards.
  func place(_ x: Double, _ y: Double) -> Image.Point {
    Image.Point(left + x * (right - left), bottom - y * (bottom - top))
  }

  /// Draws grid lines at the ticks, their numbers, and the two axes.
  func drawGrid(
    on picture: inout Image, _ xAxis: PlotAxis, _ xTicks: AxisTicks, _ yAxis: PlotAxis,
    _ yTicks: AxisTicks
  ) {
    let (width, height) = (Int(right - left), Int(bottom - top))
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      let y = place(0, yAxis.fraction(value)).y.rounded()
      picture.fillRectangle(
        x: Int(left), y: Int(y), width: width, height: 1, color: PlotColor.grid)
      picture.drawText(
        label, x: left - 5 * scale - TextSize.width(of: label, scale: scale), y: y - 3 * scale,
        color: PlotColor.label, scale: scale)
    }
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      let x = place(xAxis.fraction(value), 0).x.rounded()
      picture.fillRectangle(
        x: Int(x), y: Int(top), width: 1, height: height, color: PlotColor.grid)
      let width = TextSize.width(of: label, scale: scale)
      let last = Double(picture.width) - width - 2
      picture.drawText(
        label, x: max(2, min(x - width / 2, last)), y: bottom + 5 * scale, color: PlotColor.label,
        scale: scale)
    }
    picture.fillRectangle(
      x: Int(left), y: Int(bottom), width: width + 1, height: 1, color: PlotColor.frame)
    picture.fillRectangle(
      x: Int(left), y: Int(top), width: 1, height: height, color: PlotColor.frame)
  }
}
