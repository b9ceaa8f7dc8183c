import OkoImaging

/// Looks at the pixels of a sheet.
enum SheetPixels {
  /// The samples of the pixel at (`x`, `y`).
  static func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    guard case .uint8(let samples) = image.samples else { return [] }
    let count = image.channels.rawValue
    let place = (y * image.width + x) * count
    return Array(samples[place..<(place + count)])
  }

  /// How many pixels of a rectangle are not `background`.
  static func inked(_ image: Image, x: Range<Int>, y: Range<Int>, background: [UInt8]) -> Int {
    y.reduce(0) { sum, row in
      sum + x.filter { pixel(image, $0, row) != background }.count
    }
  }

  /// A picture of one colour.
  static func plain(_ red: UInt8, _ green: UInt8, _ blue: UInt8, side: Int = 4) -> Image {
    Image(width: side, height: side, channels: .rgb, filledWith: [red, green, blue])
  }
}
