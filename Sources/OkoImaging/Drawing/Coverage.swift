/// How much of each pixel in a part of a picture a shape covers, from 0 to 255.
///
/// Parts of one shape are joined by taking the larger coverage, so that where they overlap their soft edges do
/// not add up; the whole is then painted at once.
struct Coverage {
  /// The part's first column in the picture.
  let x: Int
  /// The part's first row in the picture.
  let y: Int
  /// The part's extent; it may be empty.
  let size: Size
  /// Row by row.
  private(set) var values: [UInt8]

  /// Covers nothing yet of the part of a picture of size `bounds` between two corners.
  init(from low: Image.Point, to high: Image.Point, in bounds: Size) {
    x = min(max(Pixels.floor(low.x), 0), bounds.width)
    y = min(max(Pixels.floor(low.y), 0), bounds.height)
    size = Size(
      width: max(0, min(Pixels.floor(high.x) + 1, bounds.width) - x),
      height: max(0, min(Pixels.floor(high.y) + 1, bounds.height) - y))
    values = Array(repeating: 0, count: size.width * size.height)
  }

  /// Adds a line of `radius` on both sides, with round ends.
  ///
  /// Pixel (0, 0) has its centre at (0.5, 0.5); half a pixel on both sides of the edge is soft.
  mutating func add(from start: Image.Point, to end: Image.Point, radius: Double) {
    let (start, end) = (Pixels.bounded(start), Pixels.bounded(end))
    let along = end - start
    let squaredLength = (along * along).sum()
    let reach = radius + 0.5
    let rows = clip(min(start.y, end.y) - reach, max(start.y, end.y) + reach, y, size.height)
    let (low, high) = (min(start.x, end.x) - reach, max(start.x, end.x) + reach)
    // Of a slanted line, each row is looked at only near where the line crosses it.
    let isSteep = abs(along.y) > 0.01 * abs(along.x)
    let slope = isSteep && along.y != 0 ? along.x / along.y : 0
    let span = isSteep && along.y != 0 ? reach * (1 + slope * slope).squareRoot() : 0
    for row in rows {
      let centerY = Double(row + y) + 0.5
      var (left, right) = (low, high)
      if span > 0 {
        let crossing = start.x + (centerY - start.y) * slope
        (left, right) = (max(left, crossing - span), min(right, crossing + span))
      }
      for column in clip(left, right, x, size.width) {
        let offset = Image.Point(Double(column + x) + 0.5, centerY) - start
        let share =
          squaredLength > 0 ? min(max((offset * along).sum() / squaredLength, 0), 1) : 0
        let nearest = offset - along * share
        let coverage = min(max(reach - (nearest * nearest).sum().squareRoot(), 0), 1)
        let index = row * size.width + column
        values[index] = max(values[index], UInt8(coverage * 255 + 0.5))
      }
    }
  }

  /// The pixels of this part, along one axis, that the stretch from `low` to `high` touches.
  private func clip(_ low: Double, _ high: Double, _ origin: Int, _ count: Int) -> Range<Int> {
    let first = max(0, Pixels.floor(low) - origin)
    let last = min(count, Pixels.floor(high) + 1 - origin)
    return first..<max(first, last)
  }
}

/// Coordinates from outside, made safe to compute with.
enum Pixels {
  /// Far beyond any picture; its square is still exact.
  private static let limit = 1e6

  /// The whole pixel that `value` lies in, near zero where it is no number.
  static func floor(_ value: Double) -> Int { Int(bounded(value).rounded(.down)) }

  /// The pixel edge nearest to `value`.
  static func round(_ value: Double) -> Int { Int(bounded(value).rounded()) }

  /// `value` kept within a million pixels.
  static func bounded(_ value: Double) -> Double {
    value.isNaN ? 0 : min(max(value, -limit), limit)
  }

  /// Both coordinates kept within a million pixels.
  static func bounded(_ point: Image.Point) -> Image.Point {
    Image.Point(bounded(point.x), bounded(point.y))
  }
}
