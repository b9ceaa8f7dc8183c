extension LinePlot {
  /// Draws the plot, 8-bit RGB on white.
  ///
  /// - Precondition: both sides of ``size`` are at least 1.
  public func image() -> Image {
    precondition(size.width >= 1 && size.height >= 1, "LinePlot: \(size.width)×\(size.height)")
    var picture = Image(
      width: size.width, height: size.height, channels: .rgb, filledWith: [255, 255, 255])
    let scale = TextSize.scale(textScale)
    let line = 13 * scale
    let legend = PlotLegend(entries, width: Double(size.width) - 2 * line, scale: scale)
    var top = line * 0.8
    if !title.isEmpty {
      let titleScale = scale * 1.25
      let text = TextSize.shortened(title, toWidth: Double(size.width) - line, scale: titleScale)
      let left = (Double(size.width) - TextSize.width(of: text, scale: titleScale)) / 2
      picture.drawText(text, x: left, y: top, color: PlotColor.title, scale: titleScale)
      top += line * 1.4
    }
    legend.draw(on: &picture, x: line, y: top)
    top += legend.height
    if !yLabel.isEmpty {
      picture.drawText(
        yLabel, x: line * 0.8, y: top, color: PlotColor.label, scale: scale)
      top += line
    }
    top += line * 0.4
    let bottom = Double(size.height) - line * (xLabel.isEmpty ? 1.8 : 2.9)
    let yCount = max(2, Int((bottom - top) / (line * 2.6)))
    let yAxis = yAxis(ticks: yCount)
    let yTicks = yAxis.ticks(yCount)
    let widest = yTicks.labels.map { TextSize.width(of: $0, scale: scale) }.max() ?? 0
    let area = PlotArea(
      left: (widest + line * 1.4).rounded(), top: top.rounded(),
      right: (Double(size.width) - line * 1.5).rounded(), bottom: bottom.rounded(), scale: scale)
    guard area.right - area.left >= 8, area.bottom - area.top >= 8 else { return picture }
    let xAxis = xAxis
    let room = widestNumber(on: xAxis, scale: scale) + line * 1.6
    let xTicks = xAxis.ticks(max(2, Int((area.right - area.left) / room)))
    area.drawGrid(on: &picture, xAxis, xTicks, yAxis, yTicks)
    drawCurves(on: &picture, in: area, xAxis, yAxis)
    if !xLabel.isEmpty {
      let text = TextSize.shortened(xLabel, toWidth: area.right - area.left, scale: scale)
      let left = (area.left + area.right - TextSize.width(of: text, scale: scale)) / 2
      picture.drawText(text, x: left, y: bottom + line * 1.65, color: PlotColor.label, scale: scale)
    }
    return picture
  }

  private var entries: [PlotLegend.Entry] {
    // One curve without a name needs no legend.
    guard series.count > 1 || series.first?.name.isEmpty == false else { return [] }
    return series.enumerated().map { PlotLegend.Entry(name: $1.name, color: color(of: $0)) }
  }

  private func color(of index: Int) -> Image.Color {
    series[index].color ?? Palette.inkColor(of: index)
  }

  private func widestNumber(on axis: PlotAxis, scale: Double) -> Double {
    axis.ticks(6).labels.map { TextSize.width(of: $0, scale: scale) }.max() ?? 0
  }

  private func drawCurves(
    on picture: inout Image, in area: PlotArea, _ xAxis: PlotAxis, _ yAxis: PlotAxis
  ) {
    for (index, curve) in series.enumerated().reversed() {
      let places = curve.points.map { area.place(xAxis.fraction($0.x), yAxis.fraction($0.y)) }
      let color = color(of: index)
      let clip = (
        Image.Point(area.left - 2, area.top - 2), Image.Point(area.right + 1, area.bottom + 1)
      )
      picture.drawPolyline(places, color: color, thickness: 1.25 * area.scale, clip: clip)
      // Few points are shown as such.
      if places.count <= 12 {
        for place in places where place.x.isFinite && place.y.isFinite {
          picture.drawPolyline([place], color: color, thickness: 3.2 * area.scale, clip: clip)
        }
      }
    }
  }
}
