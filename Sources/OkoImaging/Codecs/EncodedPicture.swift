/// A picture whose header was read and whose pixels were not: they are decoded by who knows how large they are wanted.
///
///     let picture = try EncodedPicture(path: "photo.jpg")
///     let letterbox = Letterbox(original: picture.size, canvas: canvas(for: picture.size))
///     let canvas = try picture.letterboxed(letterbox)
package struct EncodedPicture: Sendable {
  /// The whole file.
  package let bytes: [UInt8]
  /// The format of the file.
  package let format: ImageFormat
  let header: PictureHeader
  /// The file, where there is one.
  let path: String?

  /// Reads the file at `path` and its header.
  package init(path: String, limits: DecodeLimits = DecodeLimits()) throws(ImageError) {
    let bytes = try ImageDecoder.contents(of: path, limits: limits)
    do {
      try self.init(bytes, path: path, limits: limits)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Reads the header of a picture in memory.
  package init(
    _ bytes: [UInt8], path: String? = nil, limits: DecodeLimits = DecodeLimits()
  ) throws(ImageError) {
    let format = try FormatSniffer.format(of: bytes)
    header = try bytes.withUnsafeBufferPointer { buffer throws(ImageError) -> PictureHeader in
      switch format {
      case .png: try PNGDecoder.header(of: buffer, limits: limits)
      case .jpeg: try JPEGDecoder.header(of: buffer, limits: limits)
      }
    }
    (self.bytes, self.format, self.path) = (bytes, format, path)
  }

  /// The upright size.
  package var size: Size { Orientation.turned(header.size, by: header.orientation) }

  /// The pixels.
  package func decoded(options: DecodeOptions) throws(ImageError) -> DecodedImage {
    do {
      return try ImageDecoder.decode(bytes, options: options)
    } catch {
      throw located(error)
    }
  }

  /// `error` with the file where it happened.
  func located(_ error: ImageError) -> ImageError { path.map { error.inFile($0) } ?? error }
}
