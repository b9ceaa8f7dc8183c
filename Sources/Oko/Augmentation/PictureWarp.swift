package import OkoImaging

/// Draws a picture through an affine map onto an 8-bit RGB canvas, with one bilinear resampling.
///
/// Only pixels whose centre lies on the picture are written. The level of the pyramid is chosen so that
/// no more than two of its pixels come between neighbours on the canvas.
package struct PictureWarp {
  private let source: UnsafePointer<UInt8>
  private let width: Int
  private let height: Int
  /// From canvas points to points of the level.
  private let back: AffineMap
  /// The extent of the picture in pixels of the level; not whole where halving rounded it up.
  private let extentX: Double
  private let extentY: Double

  /// Draws `picture`, whose original pixels `map` takes to the canvas at `canvas`.
  package static func draw(
    _ picture: PicturePyramid, through map: AffineMap, onto canvas: UnsafeMutablePointer<UInt8>,
    size: Size
  ) {
    guard let inverse = map.inverse else { return }
    let (whole, original) = (picture.levels[0], picture.originalSize)
    var back = inverse.followed(
      by: .scale(
        Double(whole.width) / Double(original.width),
        Double(whole.height) / Double(original.height)))
    let step = max(back.a * back.a + back.c * back.c, back.b * back.b + back.d * back.d)
      .squareRoot()
    let level = picture.level(for: step)
    let shrinking = 1 / Double(1 << level)
    back = back.followed(by: .scale(shrinking, shrinking))
    let image = picture.levels[level]
    guard case .uint8(let samples) = image.samples else { return }
    samples.withUnsafeBufferPointer { buffer in
      guard let source = buffer.baseAddress else { return }
      let warp = PictureWarp(
        source: source, width: image.width, height: image.height, back: back,
        extentX: Double(whole.width) * shrinking, extentY: Double(whole.height) * shrinking)
      if back.b == 0 && back.c == 0 {
        warp.drawLevel(onto: canvas, size: size)
      } else {
        warp.drawTurned(onto: canvas, size: size)
      }
    }
  }

  /// Every row of the canvas lies along a row of the picture: blend two rows, then pick along them.
  private func drawLevel(onto canvas: UnsafeMutablePointer<UInt8>, size: Size) {
    let columns = Self.range(of: back.a, back.tx, below: extentX, in: 0..<size.width)
    let rows = Self.range(of: back.d, back.ty, below: extentY, in: 0..<size.height)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let right = width > 1 ? 3 : 0
    let down = height > 1 ? width * 3 : 0
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * columns.count) { places in
      var (first, last) = (Int.max, 0)
      for (index, x) in columns.enumerated() {
        let position = Self.position(back.a * (Double(x) + 0.5) + back.tx, count: width)
        let place = min(position >> 8, max(width - 2, 0))
        (first, last) = (min(first, place * 3), max(last, place * 3 + right + 3))
        places[2 * index] = UInt32(truncatingIfNeeded: place * 3)
        places[2 * index + 1] = UInt32(truncatingIfNeeded: position - place << 8)
      }
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: width * 3) { line in
        guard let line = line.baseAddress, let places = places.baseAddress else { return }
        for y in rows {
          let position = Self.position(back.d * (Double(y) + 0.5) + back.ty, count: height)
          let place = min(position >> 8, max(height - 2, 0))
          let upper = source + place * width * 3
          Self.blend(upper, upper + down, weight: position - place << 8, first..<last, into: line)
          let target = canvas + (y * size.width + columns.lowerBound) * 3
          Self.pick(line, places: places, count: columns.count, right: right, into: target)
        }
      }
    }
  }

  @inline(__always)
  private static func blend(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, weight: Int, _ range: Range<Int>,
    into line: UnsafeMutablePointer<UInt16>
  ) {
    let lowerWeight = UInt16(truncatingIfNeeded: weight)
    let upperWeight = 256 - lowerWeight
    for place in range {
      line[place] = UInt16(upper[place]) &* upperWeight &+ UInt16(lower[place]) &* lowerWeight
    }
  }

  @inline(__always)
  private static func pick(
    _ line: UnsafePointer<UInt16>, places: UnsafePointer<UInt32>, count: Int, right: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      let left = line + Int(places[2 * index])
      let weight = places[2 * index + 1]
      for channel in 0..<3 {
        let value =
          UInt32(left[channel]) &* (256 &- weight) &+ UInt32(left[channel + right]) &* weight
        target[3 * index + channel] = UInt8(truncatingIfNeeded: (value &+ 32768) >> 16)
      }
    }
  }

  private func drawTurned(onto canvas: UnsafeMutablePointer<UInt8>, size: Size) {
    let right = width > 1 ? 3 : 0
    let down = height > 1 ? width * 3 : 0
    let (lastX, lastY) = (max(width - 2, 0), max(height - 2, 0))
    let (limitX, limitY) = ((width - 1) << 16, (height - 1) << 16)
    // 16 bits after the point: over a canvas of 1000 pixels the error stays under 1/100 pixel.
    let (stepX, stepY) = (Int((back.a * 65536).rounded()), Int((back.c * 65536).rounded()))
    for y in 0..<size.height {
      let (startX, startY) = back.apply(x: 0, y: Double(y) + 0.5)
      var columns = Self.range(of: back.a, startX, below: extentX, in: 0..<size.width)
      columns = Self.range(of: back.c, startY, below: extentY, in: columns)
      guard !columns.isEmpty else { continue }
      let first = Double(columns.lowerBound) + 0.5
      var x = Int(((startX + back.a * first - 0.5) * 65536).rounded())
      var v = Int(((startY + back.c * first - 0.5) * 65536).rounded())
      var target = canvas + (y * size.width + columns.lowerBound) * 3
      for _ in columns {
        let (insideX, insideY) = (min(max(x, 0), limitX), min(max(v, 0), limitY))
        let (column, row) = (min(insideX >> 16, lastX), min(insideY >> 16, lastY))
        let weightX = Int32(truncatingIfNeeded: (insideX &- column << 16) >> 8)
        let weightY = Int32(truncatingIfNeeded: (insideY &- row << 16) >> 8)
        let upper = source + (row &* width &+ column) &* 3
        BilinearPixel.write(
          upper, upper + down, right: right, weightX: weightX, weightY: weightY, into: target)
        target += 3
        x &+= stepX
        v &+= stepY
      }
    }
  }

  /// Where a point lies among the centres of `count` pixels, in steps of 1/256, clamped to the ends.
  private static func position(_ point: Double, count: Int) -> Int {
    Int((min(max(point - 0.5, 0), Double(count - 1)) * 256).rounded())
  }

  /// The pixels of `range` whose centre x has `0 <= slope * x + start < limit`.
  private static func range(
    of slope: Double, _ start: Double, below limit: Double, in range: Range<Int>
  ) -> Range<Int> {
    guard slope != 0 else { return 0 <= start && start < limit ? range : 0..<0 }
    let (one, other) = (-start / slope, (limit - start) / slope)
    let lower = (min(one, other) - 0.5).rounded(.up)
    let upper = (max(one, other) - 0.5).rounded(.up)
    let bounds = Double(range.lowerBound)...Double(range.upperBound)
    func limited(_ value: Double) -> Int {
      Int(min(max(value, bounds.lowerBound), bounds.upperBound))
    }
    return limited(lower)..<max(limited(lower), limited(upper))
  }
}
