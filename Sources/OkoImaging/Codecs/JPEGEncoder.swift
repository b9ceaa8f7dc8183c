import COkoCodecs

/// Writes baseline JPEG of 8-bit gray or RGB pictures.
public enum JPEGEncoder {
  /// Encodes `image` at `quality` 1 to 100.
  ///
  /// From 90 on the colours keep their full resolution, so that thin drawn lines stay sharp; below,
  /// they are halved in both directions.
  public static func encode(_ image: Image, quality: Int = 90) throws(ImageError) -> [UInt8] {
    guard (1...100).contains(quality) else {
      throw ImageError(.cannotEncode, "JPEG quality is 1 to 100, not \(quality)")
    }
    guard !image.channels.hasAlpha else {
      throw ImageError(.cannotEncode, "JPEG has no alpha; convert to RGB, or write PNG")
    }
    guard case .uint8(let samples) = image.samples else {
      throw ImageError(.cannotEncode, "JPEG has 8 bits a sample; convert, or write PNG")
    }
    guard image.width <= maximumSide, image.height <= maximumSide else {
      throw ImageError(
        .cannotEncode, "\(image.width)×\(image.height) pixels; JPEG takes \(maximumSide) a side")
    }
    var report = oko_report()
    var buffer = oko_buffer()
    defer { oko_buffer_free(&buffer) }
    let code = samples.withUnsafeBufferPointer { samples in
      oko_jpeg_write(
        samples.baseAddress, Int32(image.width), Int32(image.height),
        Int32(image.channels.rawValue), Int32(quality), &buffer, &report)
    }
    guard code == OKO_OK else { throw report.failure }
    return buffer.contents
  }

  /// What libjpeg can write.
  private static let maximumSide = 65_500
}
