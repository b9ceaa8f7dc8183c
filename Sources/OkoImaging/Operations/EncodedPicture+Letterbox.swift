import COkoKernels

extension EncodedPicture {
  /// The upright picture on the canvas of `letterbox`, 8-bit RGB, and the decoder's warnings.
  ///
  /// A JPEG is decoded at the smallest scale that still covers its place on the canvas, and its rows are resized as
  /// they come. Alpha is composited on `fill`.
  package func letterboxed(
    _ letterbox: Letterbox, fill: Image.Color = 114, options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> (image: Image, warnings: [String]) {
    switch format {
    case .jpeg:
      let (content, warnings) = try content(of: letterbox, options)
      return (letterbox.place(content, fill: fill), warnings)
    case .png:
      var options = options
      options.depth = .eight
      options.appliesOrientation = true
      let decoded = try decoded(options: options)
      let image = decoded.image.converted(to: .rgb, background: fill)
      return (letterbox.apply(to: image, fill: fill), decoded.warnings)
    }
  }

  /// Writes the same canvas to `target` as a network takes it: `[H, W, 3]`, samples divided by 255.
  ///
  /// Of an upright JPEG, decoding, resizing, padding and division are one pass. Returns the decoder's warnings; after
  /// an error, what `target` holds is undefined.
  package func write(
    _ letterbox: Letterbox, to target: UnsafeMutablePointer<Float>, fill: Image.Color = 114,
    options: DecodeOptions = DecodeOptions()
  ) throws(ImageError) -> [String] {
    let stride = 3 * letterbox.canvas.width
    guard format == .jpeg, header.orientation == 1 else {
      let (image, warnings) = try letterboxed(letterbox, fill: fill, options: options)
      guard case .uint8(let samples) = image.samples else { return warnings }
      for index in samples.indices { target[index] = Float(samples[index]) / 255 }
      return warnings
    }
    let count = 3 * letterbox.content.width
    let content = target + letterbox.offsetY * stride + 3 * letterbox.offsetX
    letterbox.fillMargins(target, with: fill.samples(.rgb).map { Float($0) / 255 })
    return try resampled(to: letterbox.content, options) { row, sums in
      oko_units_of_sums(sums, content + row * stride, Int64(count))
    }
  }

  /// The upright JPEG at the size that it has on the canvas.
  private func content(
    of letterbox: Letterbox, _ options: DecodeOptions
  ) throws(ImageError) -> (image: Image, warnings: [String]) {
    // Turning is a matter of moments once the picture is small.
    let size = Orientation.turned(letterbox.content, by: header.orientation)
    let count = 3 * size.width
    var outcome = Result<[String], ImageError>.success([])
    let samples = [UInt8](unsafeUninitializedCapacity: count * size.height) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      outcome = Result { () throws(ImageError) in
        try resampled(to: size, options) { row, sums in
          oko_samples_of_sums(sums, target + row * count, Int64(count))
        }
      }
      if case .success = outcome { filled = count * size.height }
    }
    let warnings = try outcome.get()
    let stored = Image(width: size.width, height: size.height, channels: .rgb, samples: samples)
    return (Orientation.upright(stored, from: header.orientation), warnings)
  }

  /// The rows of the stored JPEG at `size`.
  private func resampled(
    to size: Size, _ options: DecodeOptions,
    emit: (_ row: Int, _ sums: UnsafePointer<Float>) -> Void
  ) throws(ImageError) -> [String] {
    do throws(ImageError) {
      return try bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
        try JPEGDecoder.resampled(bytes, to: size, options: options, emit: emit)
      }
    } catch {
      throw located(error)
    }
  }
}

extension Letterbox {
  /// Fills what the picture leaves free of a canvas of pixels of three numbers.
  fileprivate func fillMargins(_ canvas: UnsafeMutablePointer<Float>, with pixel: [Float]) {
    let (left, right) = (offsetX, offsetX + content.width)
    for row in 0..<self.canvas.height {
      let isBeside = (offsetY..<(offsetY + content.height)).contains(row)
      let start = canvas + 3 * row * self.canvas.width
      for column in 0..<(isBeside ? left : self.canvas.width) { start.set(column, pixel) }
      guard isBeside else { continue }
      for column in right..<self.canvas.width { start.set(column, pixel) }
    }
  }
}

extension UnsafeMutablePointer<Float> {
  @inline(__always)
  fileprivate func set(_ column: Int, _ pixel: [Float]) {
    for channel in 0..<3 { self[3 * column + channel] = pixel[channel] }
  }
}
