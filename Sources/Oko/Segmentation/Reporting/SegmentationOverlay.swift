import OkoImaging
import OkoTensors

extension Image {
  /// The picture with labelled pixels tinted, and lines around classes or, where they are known, around things.
  ///
  /// Every class has its colour; where there is but one beside the background, every thing has one of its own. The
  /// background, or where there are things what is none, is left as it is, and so are ignored pixels. The result has
  /// 8 bits a sample and is RGB; 16 bits are stretched over the range that they use.
  ///
  /// - Precondition: the labels have the size of the picture.
  package consuming func tinted(
    by labels: LabelMap, things: InstanceMap?, classNames: [String], thickness: Int? = nil,
    opacity: Double = 0.45
  ) -> Image {
    precondition(
      size == labels.size && (things?.size ?? size) == size,
      "Image.tinted: labels of \(labels.size.width)×\(labels.size.height) on \(width)×\(height)")
    let hasBackground = BackgroundClass.isFirst(of: classNames)
    let style = AnnotationStyle(for: size)
    let painter = OverlayPainter(
      size: size, skipsFirst: things != nil || hasBackground,
      colorsThings: classNames.count - (hasBackground ? 1 : 0) <= 1,
      thickness: thickness ?? min(style.thickness, 3), opacity: Int(opacity * 256))
    var image = stretchedToEight().converted(to: .rgb, depth: .eight, background: .white)
    image.withMutableBytes { bytes in
      bytes.withUnsafeMutableBufferPointer { pixels in
        labels.labels.withUnsafeBufferPointer { labels in
          guard let things else { return painter.paint(labels, labels, on: pixels) }
          things.ids.withUnsafeBufferPointer { painter.paint($0, labels, on: pixels) }
        }
      }
    }
    return image
  }

  /// The picture at 8 bits; from 16, black is its darkest sample and white its brightest.
  private consuming func stretchedToEight() -> Image {
    guard case .uint16(let samples) = samples, !channels.hasAlpha else { return self }
    let (lowest, highest) = (samples.min() ?? 0, samples.max() ?? 0)
    let extent = max(1, UInt32(highest - lowest))
    return Image(
      width: width, height: height, channels: channels,
      samples: samples.map { UInt8((UInt32($0 - lowest) * 255 + extent / 2) / extent) })
  }
}

/// Tints pixels by their class or thing.
private struct OverlayPainter {
  let size: Size
  /// Whether what has the number 0 stays as it is.
  let skipsFirst: Bool
  /// Whether things have colours of their own, and not those of their classes.
  let colorsThings: Bool
  let thickness: Int
  /// Of 256.
  let opacity: Int
  private let colors: [SIMD3<UInt8>]

  init(size: Size, skipsFirst: Bool, colorsThings: Bool, thickness: Int, opacity: Int) {
    (self.size, self.skipsFirst, self.colorsThings) = (size, skipsFirst, colorsThings)
    (self.thickness, self.opacity) = (thickness, opacity)
    colors = (0..<1024).map {
      let color = Palette.color(of: $0)
      return SIMD3(color.red, color.green, color.blue)
    }
  }

  /// Tints pixels whose `numbers` draw the lines: things, or the `labels` themselves.
  func paint<Number: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafeBufferPointer<Number>, _ labels: UnsafeBufferPointer<UInt8>,
    on pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    nonisolated(unsafe) let labels = labels
    nonisolated(unsafe) let (numbers, pixels) = (numbers, pixels)
    let width = size.width
    colors.withUnsafeBufferPointer { colors in
      nonisolated(unsafe) let colors = colors
      Workers.shared.run(over: size.height, grain: max(1, (1 << 16) / width)) { rows in
        for y in rows {
          for x in 0..<width {
            let place = y * width + x
            let number = Int(numbers[place])
            if number == 0 && skipsFirst || labels[place] == LabelMap.ignored { continue }
            let color = colors[colorsThings ? number & 1023 : Int(labels[place])]
            let share = isRim(numbers, x, y) ? 256 : opacity
            for channel in 0..<3 {
              let sample = Int(pixels[3 * place + channel])
              let target = Int(color[channel])
              pixels[3 * place + channel] = UInt8(
                truncatingIfNeeded: (sample * (256 - share) + target * share + 128) >> 8)
            }
          }
        }
      }
    }
  }

  /// Whether another number lies within the thickness of a line, up and down or sideways.
  @inline(__always)
  private func isRim<Number: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafeBufferPointer<Number>, _ x: Int, _ y: Int
  ) -> Bool {
    let (place, width) = (y * size.width + x, size.width)
    let number = numbers[place]
    for step in 1..<(thickness + 1) {
      if x >= step && numbers[place - step] != number { return true }
      if x + step < width && numbers[place + step] != number { return true }
      if y >= step && numbers[place - step * width] != number { return true }
      if y + step < size.height && numbers[place + step * width] != number { return true }
    }
    return false
  }
}
