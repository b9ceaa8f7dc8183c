/// How much of each pixel an outline covers, by signed areas.
///
/// Every edge adds, to the pixels of the rows it crosses, the change that it makes to the coverage of all that lies
/// to its right; the sum along a row is the coverage, exact but for curves being cut into straight pieces. The
/// idea is Raph Levien's font-rs (2016). Areas wound twice count once; overlaps of opposite winding cancel.
package struct OutlineCoverage {
  package let width: Int
  package let height: Int
  /// Row by row, two more than `width` in each: what falls past the last pixel.
  private var changes: [Float]

  /// Covers nothing yet.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
    changes = Array(repeating: 0, count: (width + 2) * height)
  }

  /// Adds an outline whose coordinates are pixels; what lies outside is left out.
  package mutating func add(_ outline: CurvedOutline) {
    for contour in outline.contours {
      var index = 0
      while index < contour.count {
        let next = index + 2 < contour.count ? index + 2 : 0
        addCurve(
          Pixels.bounded(contour[index]), Pixels.bounded(contour[index + 1]),
          Pixels.bounded(contour[next]))
        index += 2
      }
    }
  }

  /// The share of each pixel that is covered, row by row, from 0 to 1.
  package func values() -> [Float] {
    var result = [Float](repeating: 0, count: width * height)
    for row in 0..<height {
      var sum: Float = 0
      for column in 0..<width {
        sum += changes[row &* (width + 2) &+ column]
        result[row &* width &+ column] = min(abs(sum), 1)
      }
    }
    return result
  }

  /// Cuts a quadratic curve into pieces that are within a twentieth of a pixel of it.
  private mutating func addCurve(_ start: Image.Point, _ control: Image.Point, _ end: Image.Point) {
    let bend = start - control * 2 + end
    // A curve leaves its chord by a quarter of `bend`, n pieces by a quarter of its n² part.
    let deviation = (bend * bend).sum().squareRoot() / 4
    let pieces = min(max((deviation * 20).squareRoot().rounded(.up), 1), 64)
    var previous = start
    for piece in 1...Int(pieces) {
      let share = Double(piece) / pieces
      let rest = 1 - share
      let next =
        piece == Int(pieces)
        ? end
        : start * (rest * rest) + control * (2 * rest * share) + end * (share * share)
      addLine(previous, next)
      previous = next
    }
  }

  /// Adds an edge, split where it leaves the picture at the left or the right.
  private mutating func addLine(_ start: Image.Point, _ end: Image.Point) {
    guard start.y != end.y else { return }
    let (sign, top, bottom) = start.y < end.y ? (Float(1), start, end) : (-1, end, start)
    let (low, high) = (max(top.y, 0), min(bottom.y, Double(height)))
    guard low < high else { return }
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    func x(_ y: Double) -> Double { top.x + (y - top.y) * slope }
    var cuts = [low]
    for border in slope > 0 ? [0, Double(width)] : [Double(width), 0] where slope != 0 {
      let y = top.y + (border - top.x) / slope
      if y > cuts[cuts.count - 1], y < high { cuts.append(y) }
    }
    cuts.append(high)
    for (from, to) in zip(cuts, cuts.dropFirst()) {
      let middle = x((from + to) / 2)
      guard middle < Double(width) else { continue }
      if middle < 0 {
        addInside(0, from, 0, to, sign)
      } else {
        let right = Double(width)
        addInside(min(max(x(from), 0), right), from, min(max(x(to), 0), right), to, sign)
      }
    }
  }

  /// Adds an edge that runs down within the picture.
  private mutating func addInside(
    _ topX: Double, _ topY: Double, _ bottomX: Double, _ bottomY: Double, _ sign: Float
  ) {
    let slope = (bottomX - topX) / (bottomY - topY)
    var (x, y) = (topX, topY)
    for row in Int(topY)..<min(Int(bottomY.rounded(.up)), height) {
      let nextY = min(Double(row + 1), bottomY)
      let nextX = min(max(topX + (nextY - topY) * slope, 0), Double(width))
      addInRow(row, Float(min(x, nextX)), Float(max(x, nextX)), sign * Float(nextY - y))
      (x, y) = (nextX, nextY)
    }
  }

  /// Adds the part of an edge within one row, from `left` to `right`, of height `change`.
  private mutating func addInRow(_ row: Int, _ left: Float, _ right: Float, _ change: Float) {
    let first = min(Int(left), width)
    let last = min(max(Int(right.rounded(.up)), first + 1), width + 1)
    let place = row * (width + 2)
    changes.withUnsafeMutableBufferPointer { changes in
      if last == first + 1 {
        let share = 1 - ((left + right) / 2 - Float(first))
        changes[place + first] += change * share
        changes[place + first + 1] += change * (1 - share)
        return
      }
      let inverse = 1 / (right - left)
      // What is covered of each pixel is the integral of how far the edge has come when it is crossed.
      var before: Float = 0
      for column in first..<last {
        let edge = min(Float(column + 1), right)
        let reached = (edge - left) * inverse
        let start = max(Float(column), left)
        let come = (start - left) * inverse
        let area =
          (come + reached) / 2 * (edge - start) + (Float(column + 1) - edge) * reached
        changes[place + column] += change * (area - before)
        before = area
      }
      changes[place + last] += change * (1 - before)
    }
  }
}
