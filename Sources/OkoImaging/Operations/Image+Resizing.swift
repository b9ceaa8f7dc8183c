extension Image {
  /// How a resize weighs the pixels that it makes one of.
  public enum Filter: Sendable, CaseIterable {
    /// Linear interpolation whose triangle widens as the picture shrinks, as Pillow's `BILINEAR` does.
    case bilinear
    /// Each pixel is the mean of the area that it covers, as OpenCV's `INTER_AREA` does in shrinking.
    case area
  }

  /// The picture at `size`, antialiased; channels and depth stay.
  ///
  /// Colours are weighed by their alpha, so that what is transparent does not shine through. The result is
  /// within one level of Pillow's, whose rows are rounded between the two passes.
  ///
  /// - Precondition: both sides of `size` are at least 1.
  public func resized(to size: Size, filter: Filter = .bilinear) -> Image {
    precondition(
      size.width >= 1 && size.height >= 1, "Image.resized: to \(size.width)×\(size.height)")
    guard size != self.size else { return self }
    switch samples {
    case .uint8(let samples):
      return Image(
        width: size.width, height: size.height, channels: channels,
        samples: channels == .rgb
          ? PixelResampler(from: self.size, to: size, filter).run(samples)
          : Resampler(self, to: size, filter).run(samples))
    case .uint16(let samples):
      return Image(
        width: size.width, height: size.height, channels: channels,
        samples: Resampler(self, to: size, filter).run(samples))
    }
  }
}
