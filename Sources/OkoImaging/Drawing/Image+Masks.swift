extension Image {
  /// Tints the pixels where `mask` is not zero, and draws their contour.
  ///
  /// `mask` is 8-bit gray and lies with its top left corner at (`x`, `y`); it may reach outside. The contour is
  /// `contour` pixels wide, inwards, and opaque; 0 leaves it out.
  ///
  /// - Precondition: `mask` is gray, and both pictures have 8 bits a sample.
  public mutating func drawMask(
    _ mask: Image, x: Int = 0, y: Int = 0, color: Color, opacity: Double = 0.45,
    contour: Int? = nil
  ) {
    guard case .uint8(let samples) = mask.samples, mask.channels == .gray else {
      preconditionFailure("Image.drawMask: the mask is not 8-bit gray")
    }
    drawRegion(mask.size, x: x, y: y, color: color, opacity: opacity, contour: contour) {
      samples[$0] != 0
    }
  }

  /// Tints each pixel with the colour of the class that `classes` has there, and draws the contours.
  ///
  /// `classes` is 8-bit gray and of the picture's size; the class numbers in `skipping`, by default 0 for
  /// background and 255 for void, are left as they are. Class `n` has the colour ``Palette/color(of:)`` of
  /// `n`.
  ///
  /// - Precondition: the sizes are equal, `classes` is gray, and both have 8 bits a sample.
  public mutating func drawClasses(
    _ classes: Image, opacity: Double = 0.45, contour: Int? = nil, skipping: Set<UInt8> = [0, 255]
  ) {
    guard case .uint8(let samples) = classes.samples, classes.channels == .gray else {
      preconditionFailure("Image.drawClasses: the classes are not 8-bit gray")
    }
    precondition(
      classes.size == size,
      "Image.drawClasses: classes \(classes.width)×\(classes.height), picture \(width)×\(height)")
    for value in Set(samples).subtracting(skipping).sorted() {
      drawRegion(
        size, x: 0, y: 0, color: Palette.color(of: Int(value)), opacity: opacity, contour: contour
      ) { samples[$0] == value }
    }
  }

  private mutating func drawRegion(
    _ size: Size, x: Int, y: Int, color: Color, opacity: Double, contour: Int?,
    _ isInside: (Int) -> Bool
  ) {
    let thickness = max(0, contour ?? AnnotationStyle(for: self.size).thickness)
    let depths = Image.depths(size, limit: thickness, isInside)
    let (width, height) = (self.width, self.height)
    let columns = max(0, -x)..<max(max(0, -x), min(size.width, width - x))
    let rows = max(0, -y)..<max(max(0, -y), min(size.height, height - y))
    paint(color) { brush in
      for row in rows {
        for column in columns {
          let depth = depths[row * size.width + column]
          guard depth > 0 else { continue }
          brush.blend(
            (row + y) * width + column + x, opacity: Int(depth) <= thickness ? 1 : opacity)
        }
      }
    }
  }

  /// How many steps, up and down or sideways, each pixel of a region is from outside it: 0 outside, 1 at its edge.
  ///
  /// Numbers above `limit` only say so. The world beyond the mask is taken to go on as its edge does, so that an
  /// object that a picture cuts off has no contour along the cut.
  private static func depths(
    _ size: Size, limit: Int, _ isInside: (Int) -> Bool
  ) -> [UInt16] {
    let far = UInt16(clamping: limit + 1)
    let (width, height) = (size.width, size.height)
    var depths = (0..<(width * height)).map { isInside($0) ? far : 0 }
    depths.withUnsafeMutableBufferPointer { depths in
      for index in depths.indices where depths[index] > 0 {
        let left = index % width > 0 ? depths[index - 1] : far
        let above = index >= width ? depths[index - width] : far
        depths[index] = min(far, min(left, above) + 1)
      }
      for index in depths.indices.reversed() where depths[index] > 0 {
        let right = index % width < width - 1 ? depths[index + 1] : far
        let below = index < width * (height - 1) ? depths[index + width] : far
        depths[index] = min(depths[index], min(right, below) + 1)
      }
    }
    return depths
  }
}
