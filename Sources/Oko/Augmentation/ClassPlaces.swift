package import OkoTensors

/// Which classes a picture has and in which rows, so that a random pixel of one is found at once.
package struct ClassPlaces: Sendable {
  /// The classes that occur, in order, without the ignored.
  package let classes: [UInt8]
  /// For each of the classes, how many of its pixels lie in the rows up to and with each.
  private let counts: [[Int32]]

  package init(_ map: LabelMap) {
    let (width, height) = (map.size.width, map.size.height)
    var rows = [Int32](repeating: 0, count: 256 * height)
    rows.withUnsafeMutableBufferPointer { rows in
      map.labels.withUnsafeBufferPointer { labels in
        for y in 0..<height {
          for place in (y * width)..<((y + 1) * width) { rows[y * 256 + Int(labels[place])] += 1 }
          guard y > 0 else { continue }
          for index in 0..<256 { rows[y * 256 + index] += rows[(y - 1) * 256 + index] }
        }
      }
    }
    let last = (height - 1) * 256
    classes = (0..<LabelMap.ignored).filter { rows[last + Int($0)] > 0 }
    counts = classes.map { index in (0..<height).map { rows[$0 * 256 + Int(index)] } }
  }

  var byteCount: Int { counts.reduce(0) { $0 + $1.count * 4 } }

  /// The classes that occur other than 0.
  package var foreground: ArraySlice<UInt8> { classes.drop { $0 == 0 } }

  /// A random pixel of one of `classes`; each pixel is as likely.
  package func pixel(
    of label: UInt8, in map: LabelMap, using random: inout RandomSource
  ) -> (x: Int, y: Int)? {
    guard let index = classes.firstIndex(of: label), let total = counts[index].last else {
      return nil
    }
    let number = Int32(random.index(below: Int(total)))
    let rows = counts[index]
    var (low, high) = (0, rows.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if number < rows[middle] { high = middle } else { low = middle + 1 }
    }
    var left = number - (low > 0 ? rows[low - 1] : 0)
    for x in 0..<map.size.width where map.labels[low * map.size.width + x] == label {
      if left == 0 { return (x, low) }
      left -= 1
    }
    return nil
  }
}
