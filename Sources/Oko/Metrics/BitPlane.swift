import OkoImaging

/// A set of pixels of a picture, one bit each, that can be widened quickly.
struct BitPlane: Sendable, Hashable {
  let size: Size
  private let wordsPerRow: Int
  private var words: [UInt64]

  /// Makes an empty set.
  init(size: Size) {
    self.size = size
    wordsPerRow = (size.width + 63) / 64
    words = [UInt64](repeating: 0, count: wordsPerRow * size.height)
  }

  /// Makes a set of pixels, which are counted row by row.
  init(size: Size, pixels: [Int]) {
    self.init(size: size)
    for pixel in pixels {
      let (y, x) = pixel.quotientAndRemainder(dividingBy: size.width)
      words[y * wordsPerRow + x / 64] |= 1 << UInt64(x % 64)
    }
  }

  /// How many of `pixels` are in the set.
  func count(of pixels: [Int]) -> Int {
    words.withUnsafeBufferPointer { words in
      pixels.reduce(0) { sum, pixel in
        let (y, x) = pixel.quotientAndRemainder(dividingBy: size.width)
        return sum + Int(words[y * wordsPerRow + x / 64] >> UInt64(x % 64) & 1)
      }
    }
  }

  /// Every pixel whose centre is at most `radius` from that of a pixel of the set.
  ///
  /// Exact, and 64 pixels at a time: takes width · height · radius / 64 steps.
  ///
  /// - Precondition: `radius` is not negative.
  func widened(by radius: Double) -> BitPlane {
    precondition(radius >= 0, "BitPlane.widened: by \(radius)")
    // How far a pixel reaches to the left and right on the row that is `distance` above or below.
    let reaches = (0...Int(radius)).map { distance in
      Int((radius * radius - Double(distance * distance)).squareRoot())
    }
    var result = BitPlane(size: size)
    var band = RowBand(wordsPerRow: wordsPerRow)
    words.withUnsafeBufferPointer { words in
      result.words.withUnsafeMutableBufferPointer { target in
        for y in 0..<size.height {
          let row = UnsafeBufferPointer(rebasing: words[(y * wordsPerRow)...].prefix(wordsPerRow))
          guard row.contains(where: { $0 != 0 }) else { continue }
          band.begin(row)
          var distance = reaches.count - 1
          for reach in 0...reaches[0] {
            if reach > 0 { band.grow() }
            while distance >= 0, reaches[distance] == reach {
              if y >= distance { band.add(to: target, at: (y - distance) * wordsPerRow) }
              if distance > 0, y + distance < size.height {
                band.add(to: target, at: (y + distance) * wordsPerRow)
              }
              distance -= 1
            }
          }
        }
      }
    }
    return result
  }

  /// A row of the set that grows to both sides, a pixel at a time.
  private struct RowBand {
    private var (all, toLeft, toRight): ([UInt64], [UInt64], [UInt64])

    init(wordsPerRow: Int) {
      all = [UInt64](repeating: 0, count: wordsPerRow)
      (toLeft, toRight) = (all, all)
    }

    mutating func begin(_ row: UnsafeBufferPointer<UInt64>) {
      for index in row.indices {
        (all[index], toLeft[index], toRight[index]) = (row[index], row[index], row[index])
      }
    }

    mutating func grow() {
      let last = all.count - 1
      for index in 0...last {
        toLeft[index] = toLeft[index] >> 1 | (index < last ? toLeft[index + 1] << 63 : 0)
        let other = last - index
        toRight[other] = toRight[other] << 1 | (other > 0 ? toRight[other - 1] >> 63 : 0)
      }
      for index in 0...last { all[index] |= toLeft[index] | toRight[index] }
    }

    func add(to target: UnsafeMutableBufferPointer<UInt64>, at start: Int) {
      for index in all.indices { target[start + index] |= all[index] }
    }
  }
}
