extension Image {
  /// A place in a picture, in pixels from its top left corner; (0.5, 0.5) is the centre of the first pixel.
  public typealias Point = SIMD2<Double>

  /// Fills the whole pixels from (`x`, `y`) on, `width` by `height` of them; what lies outside is left out.
  ///
  /// `opacity` runs from 0 (nothing happens) to 1.
  ///
  /// - Precondition: the picture has 8 bits a sample.
  public mutating func fillRectangle(
    x: Int, y: Int, width: Int, height: Int, color: Color, opacity: Double = 1
  ) {
    let size = self.size
    func clip(_ start: Int, _ length: Int, _ limit: Int) -> Range<Int> {
      let first = min(max(start, 0), limit)
      let (end, overflow) = start.addingReportingOverflow(max(length, 0))
      return first..<max(first, overflow ? limit : min(end, limit))
    }
    let (columns, rows) = (clip(x, width, size.width), clip(y, height, size.height))
    paint(color) { brush in
      for row in rows {
        for column in columns { brush.blend(row &* size.width &+ column, opacity: opacity) }
      }
    }
  }

  /// Paints where `coverage` says.
  mutating func paint(_ coverage: Coverage, _ color: Color, opacity: Double = 1) {
    let width = self.width
    paint(color) { brush in
      coverage.values.withUnsafeBufferPointer { values in
        for row in 0..<coverage.size.height {
          let start = (coverage.y + row) * width + coverage.x
          for column in 0..<coverage.size.width {
            let value = values[row &* coverage.size.width &+ column]
            guard value > 0 else { continue }
            brush.blend(start &+ column, opacity: Double(value) * (opacity / 255))
          }
        }
      }
    }
  }

  /// Lends the pixels to `body`, to be blended with `color`.
  mutating func paint(_ color: Color, _ body: (Brush) -> Void) {
    let samples = color.samples(channels)
    let channels = self.channels
    withMutableBytes { bytes in
      bytes.withUnsafeMutableBufferPointer { buffer in
        guard let pixels = buffer.baseAddress else { return }
        let parts = (0..<3).map { Float(samples[min($0, samples.count - 1)]) }
        body(
          Brush(
            pixels: pixels, count: channels.rawValue, hasAlpha: channels.hasAlpha,
            color: SIMD3(parts[0], parts[1], parts[2])))
      }
    }
  }
}

/// The pixels of a picture that is being drawn on, and the colour to draw with.
struct Brush {
  fileprivate let pixels: UnsafeMutablePointer<UInt8>
  fileprivate let count: Int
  fileprivate let hasAlpha: Bool
  fileprivate let color: SIMD3<Float>

  /// Mixes the colour into the pixel number `index`; an alpha sample grows as opaque.
  ///
  /// The caller keeps `index` within the picture.
  @inline(__always)
  func blend(_ index: Int, opacity: Double) {
    let share = Float(min(max(opacity, 0), 1))
    let pixel = pixels + index &* count
    let colors = hasAlpha ? count - 1 : count
    for channel in 0..<colors { mix(pixel + channel, color[channel], share) }
    if hasAlpha { mix(pixel + colors, 255, share) }
  }

  @inline(__always)
  private func mix(_ sample: UnsafeMutablePointer<UInt8>, _ target: Float, _ share: Float) {
    let value = Float(sample.pointee)
    sample.pointee = UInt8(value + (target - value) * share + 0.5)
  }
}
