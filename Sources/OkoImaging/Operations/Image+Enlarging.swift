extension Image {
  /// The picture with each pixel as a square of `factor` by `factor`; channels and depth stay.
  ///
  /// Nothing is interpolated, so that single pixels can be seen.
  ///
  /// - Precondition: `factor` is at least 1.
  public func enlarged(by factor: Int) -> Image {
    precondition(factor >= 1, "Image.enlarged: by \(factor)")
    guard factor > 1 else { return self }
    switch samples {
    case .uint8(let samples):
      return Image(
        width: width * factor, height: height * factor, channels: channels,
        samples: enlarged(samples, factor))
    case .uint16(let samples):
      return Image(
        width: width * factor, height: height * factor, channels: channels,
        samples: enlarged(samples, factor))
    }
  }

  private func enlarged<Sample>(_ samples: [Sample], _ factor: Int) -> [Sample] {
    let count = channels.rawValue
    var result: [Sample] = []
    result.reserveCapacity(samples.count * factor * factor)
    var wide: [Sample] = []
    for row in 0..<height {
      wide.removeAll(keepingCapacity: true)
      for column in 0..<width {
        let start = (row * width + column) * count
        for _ in 0..<factor { wide.append(contentsOf: samples[start..<(start + count)]) }
      }
      for _ in 0..<factor { result.append(contentsOf: wide) }
    }
    return result
  }
}
