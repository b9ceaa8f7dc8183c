extension ReliabilityDiagram {
  private static let bar = Image.Color(red: 88, green: 133, blue: 193)
  private static let surplus = Image.Color(red: 176, green: 202, blue: 231)
  private static let gap = Image.Color(red: 226, green: 106, blue: 97)
  /// The strip's part of the height that both have.
  private static let stripShare = 0.2

  /// Draws the diagram, 8-bit RGB on white.
  ///
  /// - Precondition: both sides of ``size`` are at least 1.
  public func image() -> Image {
    precondition(
      size.width >= 1 && size.height >= 1, "ReliabilityDiagram: \(size.width)×\(size.height)")
    var picture = Image(
      width: size.width, height: size.height, channels: .rgb, filledWith: [255, 255, 255])
    let scale = TextSize.scale(textScale)
    let line = 13 * scale
    picture.drawCentered(
      title, x: 0, width: size.width, y: line * 0.8, color: PlotColor.title, scale: scale * 1.25)
    let left = (TextSize.width(of: "100 %", scale: scale) + line * 1.4).rounded()
    let right = (Double(size.width) - line * 1.5).rounded()
    let top = (line * 3.4).rounded()
    let bottom = (Double(size.height) - line * 2.9).rounded()
    // Between the two lie the numbers of the upper axis and the name of the strip.
    let height = bottom - top - line * 3
    guard right - left >= 8, height >= 20 else { return picture }
    let stripHeight = (height * Self.stripShare).rounded()
    let bars = PlotArea(
      left: left, top: top, right: right, bottom: bottom - line * 3 - stripHeight, scale: scale)
    let strip = PlotArea(
      left: left, top: bottom - stripHeight, right: right, bottom: bottom, scale: scale)
    picture.drawText(
      yLabel, x: line * 0.8, y: top - line * 1.2, color: PlotColor.label, scale: scale)
    drawBars(on: &picture, in: bars)
    picture.drawText(
      "share of \(NumberText.short(Double(total)))", x: line * 0.8, y: strip.top - line * 1.2,
      color: PlotColor.label, scale: scale)
    drawStrip(on: &picture, in: strip)
    picture.drawCentered(
      "confidence", x: Int(left), width: Int(right - left), y: bottom + line * 1.65,
      color: PlotColor.label, scale: scale)
    return picture
  }

  private var total: Int { bins.reduce(0) { $0 + max($1.count, 0) } }

  private func drawBars(on picture: inout Image, in area: PlotArea) {
    let axis = PlotAxis(range: 0...1, isLogarithmic: false)
    let ticks = AxisTicks(linear: 0...1, count: 5)
    area.drawGrid(on: &picture, axis, ticks, axis, ticks)
    for (index, bin) in bins.enumerated() where bin.count > 0 {
      let (accuracy, confidence) = (Self.share(bin.accuracy), Self.share(bin.confidence))
      let common = min(accuracy, confidence)
      fill(0, common, bin: index, Self.bar, on: &picture, in: area)
      fill(
        common, max(accuracy, confidence), bin: index,
        accuracy < confidence ? Self.gap : Self.surplus, on: &picture, in: area)
    }
    for dash in stride(from: 0.0, to: 1, by: 1 / 24.0) {
      picture.drawLine(
        from: area.place(dash, dash), to: area.place(dash + 1 / 44.0, dash + 1 / 44.0),
        color: PlotColor.label, thickness: area.scale)
    }
  }

  private func drawStrip(on picture: inout Image, in area: PlotArea) {
    let axis = PlotAxis(range: 0...1, isLogarithmic: false)
    let ticks = AxisTicks(linear: 0...1, count: 5)
    let shares = bins.map { total > 0 ? Double(max($0.count, 0)) / Double(total) : 0 }
    let highest = shares.max().flatMap { $0 > 0 ? $0 : nil } ?? 1
    let vertical = PlotAxis(range: 0...highest, isLogarithmic: false)
    area.drawGrid(
      on: &picture, axis, ticks, vertical, AxisTicks(linear: 0...highest, count: 2))
    for (index, share) in shares.enumerated() where share > 0 {
      fill(0, share / highest, bin: index, Self.bar, on: &picture, in: area)
    }
  }

  /// Fills the bar of a bin between two heights, which are from 0 to 1.
  private func fill(
    _ low: Double, _ high: Double, bin: Int, _ color: Image.Color, on picture: inout Image,
    in area: PlotArea
  ) {
    let count = Double(bins.count)
    let start = area.place(Double(bin) / count, high)
    let end = area.place(Double(bin + 1) / count, low)
    let (x, y) = (Int(start.x.rounded()) + 1, Int(start.y.rounded()))
    picture.fillRectangle(
      x: x, y: y, width: max(Int(end.x.rounded()) - x, 1), height: Int(end.y.rounded()) - y,
      color: color)
  }

  private static func share(_ value: Double) -> Double { min(max(0, value), 1) }
}
