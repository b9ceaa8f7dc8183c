/// The names of curves beside a sample of their colour, in rows.
struct PlotLegend {
  struct Entry {
    var name: String
    var color: Image.Color
  }

  private static let maximumRows = 4

  private var rows: [[Entry]] = []
  private let scale: Double
  /// Entries for which there was no room.
  private var hidden = 0

  /// Sets `entries` in rows of at most `width` pixels.
  init(_ entries: [Entry], width: Double, scale: Double) {
    self.scale = scale
    var used = Double.infinity
    for (index, entry) in entries.enumerated() {
      var entry = entry
      entry.name = TextSize.shortened(entry.name, toWidth: width - sample, scale: scale)
      let length = extent(entry)
      if used + length > width {
        guard rows.count < Self.maximumRows else {
          hidden = entries.count - index
          break
        }
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += length
    }
    makeRoomForRest(width)
  }

  private mutating func makeRoomForRest(_ width: Double) {
    guard hidden > 0, var last = rows.popLast() else { return }
    func isTooLong() -> Bool {
      last.reduce(0) { $0 + extent($1) } + TextSize.width(of: rest, scale: scale) > width
    }
    while last.count > 1, isTooLong() {
      last.removeLast()
      hidden += 1
    }
    rows.append(last)
  }

  /// Pixels from the top of the first row to below the last.
  var height: Double { Double(rows.count) * 13 * scale }

  private var sample: Double { 17 * scale }
  private var rest: String { "+\(hidden)" }

  private func extent(_ entry: Entry) -> Double {
    sample + TextSize.width(of: entry.name, scale: scale) + 12 * scale
  }

  func draw(on picture: inout Image, x: Double, y: Double) {
    for (index, row) in rows.enumerated() {
      var place = x
      let top = y + Double(index) * 13 * scale
      for entry in row {
        let middle = top + 3.5 * scale
        picture.drawLine(
          from: Image.Point(place + scale, middle), to: Image.Point(place + 12 * scale, middle),
          color: entry.color, thickness: 2 * scale)
        picture.drawText(
          entry.name, x: place + sample, y: top, color: PlotColor.label, scale: scale)
        place += extent(entry)
      }
      if hidden > 0, index == rows.count - 1 {
        picture.drawText(rest, x: place, y: top, color: PlotColor.label, scale: scale)
      }
    }
  }
}
