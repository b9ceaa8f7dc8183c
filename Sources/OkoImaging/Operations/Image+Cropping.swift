extension Image {
  /// The pixels from (`x`, `y`) on, `width` by `height` of them.
  ///
  /// - Precondition: the rectangle lies in the picture and is not empty.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && width >= 1 && height >= 1
        && width <= self.width - x && height <= self.height - y,
      "Image.cropped: \(width)×\(height) at (\(x), \(y)) of \(self.width)×\(self.height)")
    let frame = Frame(x: -x, y: -y, size: Size(width: width, height: height))
    return placed(in: frame, fill: .black)
  }

  /// The pixels that `box` touches, its edges rounded to whole pixels and kept in the picture.
  ///
  /// At least one pixel is left: of a box outside, the nearest.
  public func cropped(to box: Box) -> Image {
    func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let bound = Double(limit)
      func place(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(min(max(value, 0), bound).rounded())
      }
      let start = min(place(low), limit - 1)
      return start..<max(start + 1, place(high))
    }
    let (columns, rows) = (range(box.x, box.maxX, width), range(box.y, box.maxY, height))
    return cropped(
      x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
  }

  /// The picture with a margin of `fill` on each side, in pixels.
  ///
  /// The margin is opaque.
  ///
  /// - Precondition: no margin is negative.
  public func padded(
    top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0, fill: Color = .black
  ) -> Image {
    precondition(
      min(top, left, bottom, right) >= 0,
      "Image.padded: top \(top), left \(left), bottom \(bottom), right \(right)")
    let size = Size(width: left + width + right, height: top + height + bottom)
    return placed(in: Frame(x: left, y: top, size: size), fill: fill)
  }

  /// Where the picture's first pixel goes in another of `size`.
  struct Frame {
    var x: Int
    var y: Int
    var size: Size
  }

  /// What `frame` shows of the picture, and `fill` where it shows none.
  func placed(in frame: Frame, fill: Color) -> Image {
    let pixel = fill.samples(channels)
    switch samples {
    case .uint8(let samples):
      return Image(
        width: frame.size.width, height: frame.size.height, channels: channels,
        samples: placed(samples, in: frame, fill: pixel))
    case .uint16(let samples):
      return Image(
        width: frame.size.width, height: frame.size.height, channels: channels,
        samples: placed(samples, in: frame, fill: pixel.map { UInt16($0) * 257 }))
    }
  }

  private func placed<Sample>(_ samples: [Sample], in frame: Frame, fill: [Sample]) -> [Sample] {
    let count = channels.rawValue
    let (first, last) = (max(0, frame.x), min(frame.size.width, frame.x + width))
    let shown = max(0, last - first)
    var result: [Sample] = []
    result.reserveCapacity(frame.size.width * frame.size.height * count)
    let blank = (0..<frame.size.width).flatMap { _ in fill }
    func fillPixels(_ pixels: Int) {
      result.append(contentsOf: blank[0..<(max(0, pixels) * count)])
    }
    for row in 0..<frame.size.height {
      let y = row - frame.y
      guard (0..<height).contains(y), shown > 0 else {
        fillPixels(frame.size.width)
        continue
      }
      fillPixels(first)
      let start = (y * width + first - frame.x) * count
      result.append(contentsOf: samples[start..<(start + shown * count)])
      fillPixels(frame.size.width - last)
    }
    return result
  }
}
