import OkoImaging

extension PictureInspection {
  /// Looks at the picture itself.
  mutating func decode(_ bytes: [UInt8]) {
    var options = DecodeOptions()
    // Every byte of a JPEG is read at any scale; for comparing pictures a small one is enough.
    options.targetSize = Size(width: 144, height: 128)
    do throws(ImageError) {
      let decoded = try ImageDecoder.decode(bytes, options: options)
      size = decoded.originalSize
      isTurned = decoded.orientation != 1
      is16Bit = decoded.image.depth == .sixteen
      likeness = DifferenceHash.of(decoded.image)
      if let first = decoded.warnings.first {
        let count = decoded.warnings.count
        warning = count > 1 ? "\(first) (and \(count - 1) more)" : first
      }
    } catch {
      problem = error.reason
    }
  }
}
