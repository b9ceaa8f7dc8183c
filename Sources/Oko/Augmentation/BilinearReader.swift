import OkoImaging

/// A level of a picture's pyramid to be read between its pixels.
struct BilinearSource {
  let image: Image
  /// How often its sides were halved.
  let level: Int

  func withPixels(_ body: (BilinearReader) -> Void) {
    guard case .uint8(let samples) = image.samples else {
      preconditionFailure("BilinearSource: 16-bit picture, 8 bits expected")
    }
    samples.withUnsafeBufferPointer { buffer in
      guard let pixels = buffer.baseAddress else { return }
      body(
        BilinearReader(
          pixels: pixels, width: image.width, height: image.height,
          factor: 1 / Float(1 << level)))
    }
  }
}

/// Reads 8-bit RGB between pixels.
struct BilinearReader {
  let pixels: UnsafePointer<UInt8>
  let width: Int
  let height: Int
  /// From points of the whole picture to those of the level.
  let factor: Float

  /// Writes the pixels at `count` points, or those of them where `isWanted` says so.
  @inline(__always)
  func draw(
    _ xs: UnsafePointer<Float>, _ ys: UnsafePointer<Float>, count: Int,
    where isWanted: UnsafePointer<Bool>?, into target: UnsafeMutablePointer<UInt8>
  ) {
    let right = width > 1 ? 3 : 0
    let down = height > 1 ? width * 3 : 0
    let (lastX, lastY) = (Int32(max(width - 2, 0)), Int32(max(height - 2, 0)))
    let (limitX, limitY) = (Float(width - 1), Float(height - 1))
    for index in 0..<count {
      if let isWanted, !isWanted[index] { continue }
      let x = min(max(xs[index] * factor - 0.5, 0), limitX)
      let y = min(max(ys[index] * factor - 0.5, 0), limitY)
      let (column, row) = (min(Int32(x), lastX), min(Int32(y), lastY))
      let weightX = Int32((x - Float(column)) * 256 + 0.5)
      let weightY = Int32((y - Float(row)) * 256 + 0.5)
      let upper = pixels + (Int(row) &* width &+ Int(column)) &* 3
      BilinearPixel.write(
        upper, upper + down, right: right, weightX: weightX, weightY: weightY,
        into: target + 3 * index)
    }
  }
}
