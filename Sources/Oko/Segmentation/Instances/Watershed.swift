package import OkoImaging

/// Floods a landscape from markers, the highest ground first, so that they meet in its valleys.
///
/// After Meyer 1994, with a queue for each of 256 heights. What came first is flooded first, so that the result
/// depends on the picture alone.
package enum Watershed {
  /// Spreads the numbers in `ids`, 0 where there is none, over the pixels that `labels` says are foreground.
  ///
  /// Pixels are neighbours at their sides. What no marker reaches stays 0.
  ///
  /// - Precondition: there are a label, a height and a number for each pixel.
  package static func flood(
    _ ids: inout [UInt32], inside labels: [UInt8], heights: [UInt8], size: Size
  ) {
    let (width, height) = (size.width, size.height)
    precondition(
      [ids.count, labels.count, heights.count].allSatisfy { $0 == width * height },
      "Watershed: \(ids.count) ids, \(labels.count) labels, \(heights.count) heights for "
        + "\(width)×\(height)")
    var queue = HeightQueue()
    ids.withUnsafeMutableBufferPointer { ids in
      func visitNeighbors(of place: Int, _ body: (Int) -> Void) {
        let x = place % width
        if place >= width { body(place - width) }
        if x > 0 { body(place - 1) }
        if x + 1 < width { body(place + 1) }
        if place + width < ids.count { body(place + width) }
      }
      labels.withUnsafeBufferPointer { labels in
        heights.withUnsafeBufferPointer { heights in
          for place in ids.indices where ids[place] != 0 {
            var isRim = false
            visitNeighbors(of: place) { if ids[$0] == 0 && labels[$0] != 0 { isRim = true } }
            if isRim { queue.add(place, height: heights[place]) }
          }
          while let place = queue.next() {
            let id = ids[place]
            visitNeighbors(of: place) { neighbor in
              guard ids[neighbor] == 0, labels[neighbor] != 0 else { return }
              ids[neighbor] = id
              queue.add(neighbor, height: heights[neighbor])
            }
          }
        }
      }
    }
  }
}

/// Pixels by height, the highest first, and of one height in the order of their coming.
private struct HeightQueue {
  private var places = [[UInt32]](repeating: [], count: 256)
  private var heads = [Int](repeating: 0, count: 256)
  private var level = 255
  private var hasBegun = false

  /// Adds a pixel; once the flood has begun, none above its level.
  mutating func add(_ place: Int, height: UInt8) {
    let level = hasBegun ? min(Int(height), level) : Int(height)
    places[level].append(UInt32(truncatingIfNeeded: place))
  }

  mutating func next() -> Int? {
    hasBegun = true
    while heads[level] == places[level].count {
      places[level] = []
      heads[level] = 0
      guard level > 0 else { return nil }
      level -= 1
    }
    defer { heads[level] += 1 }
    return Int(places[level][heads[level]])
  }
}
