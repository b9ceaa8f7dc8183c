#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import OkoImaging
import OkoTensors

/// What is on pages and is no line of text.
extension PagePrinter {
  /// A rule: solid, double, or of dashes, equals signs or stars.
  mutating func addRule(
    from left: Double, to right: Double, y: Double, using random: inout RandomSource
  ) {
    let radius = Double(random.uniform(in: 0.4...1.1))
    switch random.index(below: 4) {
    case 0: addStroke(left, y, right, y, radius)
    case 1:
      addStroke(left, y - 1.5 * radius, right, y - 1.5 * radius, radius * 0.7)
      addStroke(left, y + 2 * radius, right, y + 2 * radius, radius * 0.7)
    default:
      let dash = capital * Double(random.uniform(in: 0.15...0.6))
      let step = dash + capital * Double(random.uniform(in: 0.15...0.4))
      let isDouble = random.chance(0.25)
      for x in stride(from: left, to: right - dash, by: step) {
        addStroke(x, y, x + dash, y, radius)
        if isDouble { addStroke(x, y + capital * 0.3, x + dash, y + capital * 0.3, radius) }
      }
    }
  }

  /// A logo, a barcode or a code of squares around `x`; returns the height that it takes.
  mutating func addPicture(
    x: Double, y: Double, height: Double, width: Double, using random: inout RandomSource
  ) -> Double {
    switch random.index(below: 3) {
    case 0: addBars(x, y, min(height, capital * 4), width, &random)
    case 1: addSquares(x, y, height, &random)
    default: addLogo(x, y, height, width, &random)
    }
    return height
  }

  private mutating func addBars(
    _ x: Double, _ y: Double, _ height: Double, _ width: Double, _ random: inout RandomSource
  ) {
    let extent = width * Double(random.uniform(in: 0.4...0.9))
    var place = max(2, x - extent / 2)
    let end = min(x + extent / 2, Double(size.width) - 2)
    while place < end {
      let bar = Double(random.whole(in: 1...3))
      outline.append(polygon: rectangle(place, y, bar, height))
      place += bar + Double(random.whole(in: 1...3))
    }
  }

  private mutating func addSquares(
    _ x: Double, _ y: Double, _ height: Double, _ random: inout RandomSource
  ) {
    let count = random.whole(in: 17...29)
    let side = height / Double(count)
    for row in 0..<count {
      for column in 0..<count {
        let isCorner =
          (row < 7 && (column < 7 || column >= count - 7))
          || (row >= count - 7 && column < 7)
        guard !isCorner, random.chance(0.5) else { continue }
        outline.append(
          polygon: rectangle(x + Double(column) * side, y + Double(row) * side, side, side))
      }
    }
    for (row, column) in [(0, 0), (0, count - 7), (count - 7, 0)] {
      let (left, top) = (x + Double(column) * side, y + Double(row) * side)
      addFrame(left, top, side * 7, side * 7, thickness: side)
      outline.append(polygon: rectangle(left + 2 * side, top + 2 * side, side * 3, side * 3))
    }
  }

  /// Discs, rings, bars and triangles together.
  private mutating func addLogo(
    _ x: Double, _ y: Double, _ height: Double, _ width: Double, _ random: inout RandomSource
  ) {
    for _ in 0..<random.whole(in: 1...4) {
      let center = Image.Point(
        x + Double(random.uniform(in: -0.2...0.2)) * width,
        y + height * Double(random.uniform(in: 0.3...0.7)))
      let radius = height * Double(random.uniform(in: 0.15...0.4))
      switch random.index(below: 4) {
      case 0: outline.append(stroke: center, to: center, radius: radius)
      case 1:
        var previous = center + Image.Point(radius, 0)
        for step in 1...24 {
          let angle = Double(step) * .pi / 12
          let next = center + Image.Point(cos(angle), sin(angle)) * radius
          outline.append(stroke: previous, to: next, radius: radius * 0.15)
          previous = next
        }
      case 2:
        let corner = center - Image.Point(radius * 2, radius * 0.4)
        outline.append(polygon: rectangle(corner.x, corner.y, radius * 4, radius * 0.8))
      default:
        let corners = (0..<random.whole(in: 3...6)).map { _ in
          center + Image.Point(Double(random.normal()), Double(random.normal())) * radius * 0.7
        }
        outline.append(polygon: corners)
      }
    }
  }

  /// A ring with words in it, turned, faint.
  mutating func addStamp(using random: inout RandomSource) {
    let center = Image.Point(
      Double(random.uniform()) * Double(size.width), Double(random.uniform()) * Double(size.height))
    let radius = capital * Double(random.uniform(in: 2.5...5))
    let turn = Double(random.uniform(in: -0.6...0.6))
    var previous = center + Image.Point(radius, 0)
    for step in 1...32 {
      let angle = Double(step) * .pi / 16
      let next = center + Image.Point(cos(angle), sin(angle) * 0.8) * radius
      faint.append(stroke: previous, to: next, radius: 1.2)
      previous = next
    }
    let (word, width) = TypeFace.builtIn.outline(
      of: random.pick(["PAID", "OK", "COPY", "RECEIVED"]), capital: radius * 0.35)
    faint.append(
      word.mapped {
        let place = $0 + Image.Point(-width / 2, radius * 0.17)
        return center
          + Image.Point(
            place.x * cos(turn) - place.y * sin(turn), place.x * sin(turn) + place.y * cos(turn))
      })
  }

  /// A line of a pen.
  mutating func addScribble(using random: inout RandomSource) {
    var place = Image.Point(
      Double(random.uniform(in: 0.1...0.7)) * Double(size.width),
      Double(random.uniform(in: 0.1...0.9)) * Double(size.height))
    var direction = Double(random.uniform(in: -1...1))
    let turning = Double(random.uniform(in: 0.3...1))
    for _ in 0..<random.whole(in: 20...70) {
      direction += Double(random.normal()) * turning
      let next =
        place + Image.Point(cos(direction) + 0.25, sin(direction) * 0.8) * capital * 0.5
      outline.append(stroke: place, to: next, radius: 0.8)
      place = next
    }
  }

  /// The four edges of a frame.
  private mutating func addFrame(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, thickness: Double
  ) {
    outline.append(polygon: rectangle(x, y, width, thickness))
    outline.append(polygon: rectangle(x, y + height - thickness, width, thickness))
    outline.append(polygon: rectangle(x, y, thickness, height))
    outline.append(polygon: rectangle(x + width - thickness, y, thickness, height))
  }

  private mutating func addStroke(
    _ x: Double, _ y: Double, _ endX: Double, _ endY: Double, _ radius: Double
  ) {
    outline.append(stroke: Image.Point(x, y), to: Image.Point(endX, endY), radius: radius)
  }

  private func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double
  ) -> [Image.Point] {
    [
      Image.Point(x, y), Image.Point(x + width, y), Image.Point(x + width, y + height),
      Image.Point(x, y + height),
    ]
  }
}
