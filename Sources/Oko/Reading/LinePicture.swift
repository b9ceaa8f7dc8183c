import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line of text as a reader takes it: gray, of a fixed height, with a little paper around it.
package struct LinePicture: Sendable, Hashable {
  /// Columns of paper that are added at either end.
  static let margin = 4
  /// The widest line; what is wider is squeezed.
  static let widest = 8192

  /// Columns, margins included; a multiple of the network's stride.
  package let width: Int
  /// Rows.
  package let height: Int
  /// Gray from 0 to 255, row by row.
  package let pixels: [UInt8]
  /// The gray of the paper: the median of all pixels.
  package let paper: UInt8
  /// Columns for each pixel of the original.
  let scale: Double

  package init(width: Int, height: Int, pixels: [UInt8], paper: UInt8, scale: Double) {
    (self.width, self.height, self.pixels) = (width, height, pixels)
    (self.paper, self.scale) = (paper, scale)
  }

  /// Fits `image` to `height` rows and at least `leastWidth` columns, margins included.
  package init(_ image: Image, height: Int, leastWidth: Int = 0) {
    let gray = image.converted(to: .gray, depth: .eight, background: 255)
    let ideal = Int((Double(image.width) * Double(height) / Double(image.height)).rounded())
    let inner = min(max(ideal, leastWidth - 2 * Self.margin, 1), Self.widest)
    let fitted = gray.resized(to: Size(width: inner, height: height))
    guard case .uint8(let samples) = fitted.samples else {
      preconditionFailure("LinePicture: 16-bit picture, 8 bits expected")
    }
    let paper = Self.median(samples)
    let stride = ReaderArchitecture.stride
    let width = (inner + 2 * Self.margin + stride - 1) / stride * stride
    var pixels = [UInt8](repeating: paper, count: width * height)
    for row in 0..<height {
      let start = row * width + Self.margin
      pixels.replaceSubrange(start..<start + inner, with: samples[row * inner..<(row + 1) * inner])
    }
    self.init(
      width: width, height: height, pixels: pixels, paper: paper,
      scale: Double(inner) / Double(image.width))
  }

  /// How many steps the network makes of it.
  package var steps: Int { width / ReaderArchitecture.stride }

  /// The columns of the original that the steps in `range` look at.
  func columns(of range: Range<Double>) -> (x: Double, width: Double) {
    func column(_ step: Double) -> Double {
      max(0, step * Double(ReaderArchitecture.stride) - Double(Self.margin)) / scale
    }
    let (left, right) = (column(range.lowerBound), column(range.upperBound))
    return (left, right - left)
  }

  private static func median(_ samples: [UInt8]) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    for sample in samples { counts[Int(sample)] += 1 }
    var rest = samples.count / 2
    for (value, count) in counts.enumerated() {
      if count > rest { return UInt8(value) }
      rest -= count
    }
    return 255
  }
}
