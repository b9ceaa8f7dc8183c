package import OkoImaging

/// Parts of a landscape that each have a peak of their own: the pixels are taken from the highest down, and where
/// two parts meet, the lower one stays apart if its peak stands out enough above the pass.
///
/// A watershed (Vincent and Soille 1991) whose markers are the peaks of enough prominence, as the dynamics of
/// Grimaud 1992 has it. Of one height the pixels come in their order, so that the result depends on the picture alone.
package struct Watershed: Hashable, Sendable {
  /// How far a peak must at least stand out above the pass to a higher one.
  package var leastProminence: Float
  /// And as a share of its height.
  package var prominenceShare: Float
  /// How many steps of the heights make one unit of prominence.
  package var unit: Float

  /// Makes a watershed.
  package init(leastProminence: Float, prominenceShare: Float, unit: Float) {
    (self.leastProminence, self.prominenceShare) = (leastProminence, prominenceShare)
    self.unit = unit
  }

  /// The number of each pixel's part, 0 where `labels` is 0; parts lie within one class.
  ///
  /// - Precondition: there are a label and a height for each pixel.
  package func separated(_ labels: [UInt8], heights: [UInt16], size: Size) -> [UInt32] {
    precondition(
      labels.count == size.width * size.height && heights.count == labels.count,
      "Watershed: \(labels.count) labels and \(heights.count) heights for "
        + "\(size.width)×\(size.height)")
    var ids = [UInt32](repeating: 0, count: labels.count)
    var sets = DisjointSets()
    var peaks: [Float] = [0]
    let (width, height) = (size.width, size.height)
    ids.withUnsafeMutableBufferPointer { ids in
      for place in Self.fromTheHighest(heights, labels) {
        let place = Int(place)
        let (x, y) = (place % width, place / width)
        let level = Float(heights[place]) / unit
        // The highest neighbour shows the way up; the highest part is what lower peaks are held against.
        var (steepest, ascent) = (-1, -1)
        var best: UInt32 = 0
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for column in max(0, x - 1)...min(width - 1, x + 1) {
            let neighbor = row * width + column
            guard ids[neighbor] != 0, labels[neighbor] == labels[place] else { continue }
            if Int(heights[neighbor]) > ascent {
              (steepest, ascent) = (neighbor, Int(heights[neighbor]))
            }
            let other = sets.root(ids[neighbor])
            guard other != best else { continue }
            guard best != 0 else {
              best = other
              continue
            }
            let (high, low) = peaks[Int(best)] >= peaks[Int(other)] ? (best, other) : (other, best)
            let (top, peak) = (peaks[Int(high)], peaks[Int(low)])
            best = high
            if peak - level < max(leastProminence, prominenceShare * peak) {
              best = sets.union(high, low)
              peaks[Int(best)] = top
            }
          }
        }
        if steepest >= 0 {
          ids[place] = ids[steepest]
        } else {
          ids[place] = sets.add()
          peaks.append(level)
        }
      }
      let numbers = sets.numbers()
      for place in ids.indices { ids[place] = numbers[Int(ids[place])] }
    }
    return ids
  }

  /// The foreground from the highest pixel down, of one height in their order in the picture.
  private static func fromTheHighest(_ heights: [UInt16], _ labels: [UInt8]) -> [UInt32] {
    var starts = [Int](repeating: 0, count: 65537)
    for place in heights.indices where labels[place] != 0 {
      starts[65536 - Int(heights[place])] += 1
    }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var order = [UInt32](repeating: 0, count: starts[65536])
    for place in heights.indices where labels[place] != 0 {
      let level = 65535 - Int(heights[place])
      order[starts[level]] = UInt32(truncatingIfNeeded: place)
      starts[level] += 1
    }
    return order
  }
}
