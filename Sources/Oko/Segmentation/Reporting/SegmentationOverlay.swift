import OkoImaging
import OkoTensors

extension Image {
  /// The picture with the pixels of each class or, where they are known, of each thing tinted, and lines around
  /// them.
  ///
  /// What a class called background, or none, covers is left as it is. The result has 8 bits a sample and is RGB;
  /// 16 bits are stretched over the range that they use.
  package consuming func tinted(
    by result: SegmentationResult, classNames: [String], opacity: Double = 0.45
  ) -> Image {
    precondition(
      size == result.size,
      "Image.tinted: a result of \(result.size.width)×\(result.size.height) on \(width)×\(height)")
    let style = AnnotationStyle(for: size)
    let painter = OverlayPainter(
      size: size, isClass: result.instanceMap == nil,
      skipsFirst: result.instanceMap != nil || classNames.first == "background",
      thickness: min(style.thickness, 3), opacity: Int(opacity * 256))
    var image = stretchedToEight().converted(to: .rgb, depth: .eight, background: .white)
    image.withMutableBytes { bytes in
      bytes.withUnsafeMutableBufferPointer { pixels in
        if let map = result.instanceMap {
          map.ids.withUnsafeBufferPointer { painter.paint($0, on: pixels) }
        } else {
          result.labels.labels.withUnsafeBufferPointer { painter.paint($0, on: pixels) }
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

/// Tints pixels by a number that they have.
private struct OverlayPainter {
  let size: Size
  /// Whether the numbers are classes and not things.
  let isClass: Bool
  let skipsFirst: Bool
  let thickness: Int
  /// Of 256.
  let opacity: Int
  private let colors: [SIMD3<UInt8>]

  init(size: Size, isClass: Bool, skipsFirst: Bool, thickness: Int, opacity: Int) {
    (self.size, self.isClass, self.skipsFirst) = (size, isClass, skipsFirst)
    (self.thickness, self.opacity) = (thickness, opacity)
    colors = (0..<1024).map {
      let color = Palette.color(of: $0)
      return SIMD3(color.red, color.green, color.blue)
    }
  }

  func paint<Number: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafeBufferPointer<Number>, on pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    nonisolated(unsafe) let (numbers, pixels) = (numbers, pixels)
    let width = size.width
    colors.withUnsafeBufferPointer { colors in
      nonisolated(unsafe) let colors = colors
      Workers.shared.run(over: size.height, grain: max(1, (1 << 16) / width)) { rows in
        for y in rows {
          for x in 0..<width {
            let place = y * width + x
            let number = Int(numbers[place])
            if number == 0 && skipsFirst || isClass && number == 255 { continue }
            let color = colors[number & 1023]
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
    for step in 1...thickness {
      if x >= step && numbers[place - step] != number { return true }
      if x + step < width && numbers[place + step] != number { return true }
      if y >= step && numbers[place - step * width] != number { return true }
      if y + step < size.height && numbers[place + step * width] != number { return true }
    }
    return false
  }
}
