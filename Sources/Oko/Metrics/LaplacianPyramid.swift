/// A picture in bands of detail: at each level what is lost by halving, at the last the picture as it is left.
///
/// By the filter 1 4 6 4 1 of Burt and Adelson 1983, with pictures continued as in a mirror that stands on the
/// outermost pixels (SciPy's mode "mirror").
package struct LaplacianPyramid {
  /// Pixels, row by row, the channels interleaved.
  package struct Plane {
    package let width: Int
    package let height: Int
    package let channels: Int
    package var values: [Float]

    package init(width: Int, height: Int, channels: Int, values: [Float]) {
      (self.width, self.height) = (width, height)
      (self.channels, self.values) = (channels, values)
    }
  }

  /// How many levels a picture has whose shorter side is `side`: as many as are 16 pixels or more, at least 1.
  package static func levelCount(side: Int) -> Int {
    var (count, side) = (1, (side + 1) / 2)
    while side >= 16 {
      count += 1
      side = (side + 1) / 2
    }
    return count
  }

  /// Level `index` of the `count` that `plane` is split into.
  package static func level(_ index: Int, of count: Int, _ plane: Plane) -> Plane {
    var level = plane
    for _ in 0..<index { level = halved(level) }
    guard index < count - 1 else { return level }
    let coarse = halved(level)
    let blurred = filtered(
      coarse, DoublingTaps(coarse.width, level.width), DoublingTaps(coarse.height, level.height))
    for place in level.values.indices { level.values[place] -= blurred.values[place] }
    return level
  }

  /// Every other pixel of the filtered picture.
  private static func halved(_ plane: Plane) -> Plane {
    filtered(plane, HalvingTaps(plane.width), HalvingTaps(plane.height))
  }

  /// Filters columns, then rows.
  private static func filtered<Taps: FilterTaps>(
    _ plane: Plane, _ across: Taps, _ down: Taps
  ) -> Plane {
    let (channels, rowLength) = (plane.channels, plane.width * plane.channels)
    var result = Plane(
      width: across.count, height: down.count, channels: channels,
      values: [Float](repeating: 0, count: across.count * down.count * channels))
    plane.values.withUnsafeBufferPointer { source in
      result.values.withUnsafeMutableBufferPointer { target in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rowLength) { row in
          for y in 0..<down.count {
            row.initialize(repeating: 0)
            for (from, weight) in down.taps(at: y) {
              let start = from &* rowLength
              for place in 0..<rowLength { row[place] += weight * source[start &+ place] }
            }
            for x in 0..<across.count {
              let start = (y &* across.count &+ x) &* channels
              for (from, weight) in across.taps(at: x) {
                for channel in 0..<channels {
                  target[start &+ channel] += weight * row[from &* channels &+ channel]
                }
              }
            }
          }
        }
      }
    }
    return result
  }
}

/// What each pixel of a filtered line is made of.
private protocol FilterTaps {
  var lists: [[(from: Int, weight: Float)]] { get }
}

extension FilterTaps {
  var count: Int { lists.count }

  func taps(at index: Int) -> [(from: Int, weight: Float)] { lists[index] }

  /// The filter about pixel `center` of a line of `count`.
  static func mirroredTaps(_ center: Int, _ count: Int) -> [(from: Int, weight: Float)] {
    let weights: [Float] = [1, 4, 6, 4, 1]
    return weights.indices.map { index in
      let place = abs(center + index - 2)
      let mirrored = place < count ? place : 2 * (count - 1) - place
      return (min(max(mirrored, 0), count - 1), weights[index] / 16)
    }
  }
}

/// A line filtered at every other pixel.
private struct HalvingTaps: FilterTaps {
  let lists: [[(from: Int, weight: Float)]]

  init(_ count: Int) {
    lists = stride(from: 0, to: count, by: 2).map { Self.mirroredTaps($0, count) }
  }
}

/// A line with zeros put in between, filtered and made twice as bright.
private struct DoublingTaps: FilterTaps {
  let lists: [[(from: Int, weight: Float)]]

  init(_ count: Int, _ target: Int) {
    lists = (0..<target).map { center in
      Self.mirroredTaps(center, target).compactMap { from, weight in
        from % 2 == 0 ? (min(from / 2, count - 1), weight * 2) : nil
      }
    }
  }
}
