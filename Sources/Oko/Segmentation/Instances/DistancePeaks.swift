import OkoImaging

/// Parts of a landscape that each have a peak of their own: the pixels are taken from the highest down, and where
/// two parts meet, the lower one stays apart if its peak stands out enough above the pass.
struct DistancePeaks {
  /// How far a peak must at least stand out above the pass to a higher one, in pixels.
  var leastProminence: Float = 1
  /// And as a share of its height.
  var prominenceShare: Float = 0.25

  /// Steps of height in a pixel.
  private static let steps: Float = 4

  /// The number of each pixel's part, 0 where `labels` is 0; parts lie within one class.
  func separated(_ labels: [UInt8], size: Size) -> [UInt32] {
    let heights = Self.heights(labels, size)
    var ids = [UInt32](repeating: 0, count: labels.count)
    var sets = DisjointSets()
    var peaks: [Float] = [0]
    let (width, height) = (size.width, size.height)
    ids.withUnsafeMutableBufferPointer { ids in
      for place in Self.fromTheHighest(heights, labels) {
        let place = Int(place)
        let (x, y) = (place % width, place / width)
        let level = Float(heights[place]) / Self.steps
        var best: UInt32 = 0
        for row in max(0, y - 1)...min(height - 1, y + 1) {
          for column in max(0, x - 1)...min(width - 1, x + 1) {
            let neighbor = row * width + column
            guard ids[neighbor] != 0, labels[neighbor] == labels[place] else { continue }
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
        if best == 0 {
          best = sets.add()
          peaks.append(level)
        }
        ids[place] = best
      }
      let numbers = sets.numbers()
      for place in ids.indices { ids[place] = numbers[Int(ids[place])] }
    }
    return ids
  }

  /// How far each pixel is from another class, in quarters of a pixel; 0 on background.
  private static func heights(_ labels: [UInt8], _ size: Size) -> [UInt16] {
    let (width, height) = (size.width, size.height)
    let rims = labels.indices.map { place -> UInt8 in
      let (label, x) = (labels[place], place % width)
      let isRim =
        label == 0 || x > 0 && labels[place - 1] != label
        || x + 1 < width && labels[place + 1] != label
        || place >= width && labels[place - width] != label
        || place + width < width * height && labels[place + width] != label
      return isRim ? 1 : 0
    }
    let distances = DistanceTransform.distances(to: rims, size: size)
    return zip(distances, labels).map { distance, label in
      label == 0 ? 0 : UInt16(min((distance + 1) * steps, 65535))
    }
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
