/// One resize: for each output row, the rows under it are blended, and then the columns of the blend.
///
/// The vertical pass comes first because it runs over whole rows at the full width of the machine's vectors;
/// what is left for the horizontal one has the height of the output. 8-bit RGB, which nearly all pictures are, has
/// kernels of its own: ``PixelResampler``.
struct Resampler {
  private let size: Size
  private let target: Size
  private let channels: Image.Channels
  private let rows: ResampleWeights
  private let columns: ResampleWeights

  init(_ image: Image, to target: Size, _ filter: Image.Filter) {
    size = image.size
    self.target = target
    channels = image.channels
    rows = ResampleWeights(from: size.height, to: target.height, filter: filter)
    columns = ResampleWeights(from: size.width, to: target.width, filter: filter)
  }

  func run<Sample: FixedWidthInteger & UnsignedInteger>(_ samples: [Sample]) -> [Sample] {
    let stride = size.width * channels.rawValue
    let outputStride = target.width * channels.rawValue
    // One pixel of three channels is read as four samples; the last reads one beyond its row.
    let blend = UnsafeMutablePointer<Float>.allocate(capacity: stride + 4)
    let line = UnsafeMutablePointer<Float>.allocate(capacity: outputStride + 4)
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: channels.hasAlpha ? stride : 1)
    blend.initialize(repeating: 0, count: stride + 4)
    line.initialize(repeating: 0, count: outputStride + 4)
    scratch.initialize(repeating: 0, count: channels.hasAlpha ? stride : 1)
    defer {
      blend.deallocate()
      line.deallocate()
      scratch.deallocate()
    }
    return [Sample](unsafeUninitializedCapacity: outputStride * target.height) { output, count in
      count = outputStride * target.height
      samples.withUnsafeBufferPointer { input in
        guard let source = input.baseAddress, let result = output.baseAddress else { return }
        for row in 0..<target.height {
          let first = source + Int(rows.starts[row]) * stride
          blendRows(first, row, into: blend, scratch: scratch)
          blendColumns(blend, into: line)
          store(line, into: result + row * outputStride, count: outputStride)
        }
      }
    }
  }

  private func blendRows<Sample: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafePointer<Sample>, _ row: Int, into blend: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let stride = size.width * channels.rawValue
    rows.weights.withUnsafeBufferPointer { weights in
      let base = row * rows.taps
      let count = rows.counts[row]
      if channels.hasAlpha {
        for index in 0..<stride { blend[index] = 0 }
        for tap in 0..<count {
          premultiply(source + tap * stride, into: scratch)
          let weight = weights[base + tap]
          for index in 0..<stride { blend[index] += scratch[index] * weight }
        }
        return
      }
      let weight = weights[base]
      for index in 0..<stride { blend[index] = Float(source[index]) * weight }
      var tap = 1
      while tap + 1 < count {
        let (first, second) = (source + tap * stride, source + (tap + 1) * stride)
        let (left, right) = (weights[base + tap], weights[base + tap + 1])
        for index in 0..<stride {
          blend[index] += Float(first[index]) * left + Float(second[index]) * right
        }
        tap += 2
      }
      if tap < count {
        let last = source + tap * stride
        let weight = weights[base + tap]
        for index in 0..<stride { blend[index] += Float(last[index]) * weight }
      }
    }
  }

  /// Multiplies the colours of one row by their alpha, which stays in samples' units.
  private func premultiply<Sample: FixedWidthInteger & UnsignedInteger>(
    _ source: UnsafePointer<Sample>, into scratch: UnsafeMutablePointer<Float>
  ) {
    let count = channels.rawValue
    let unit = 1 / Float(Sample.max)
    for pixel in 0..<size.width {
      let start = pixel * count
      let alpha = Float(source[start + count - 1])
      for channel in 0..<(count - 1) {
        scratch[start + channel] = Float(source[start + channel]) * (alpha * unit)
      }
      scratch[start + count - 1] = alpha
    }
  }

  private func blendColumns(
    _ blend: UnsafeMutablePointer<Float>, into line: UnsafeMutablePointer<Float>
  ) {
    switch channels {
    case .gray: blendColumns(blend, into: line, Float.self)
    case .grayAlpha: blendColumns(blend, into: line, SIMD2<Float>.self)
    case .rgb, .rgba: blendColumns(blend, into: line, SIMD4<Float>.self)
    }
  }

  /// Treats a pixel as one `Vector`; of three channels its last lane is the next pixel's and is overwritten.
  @inline(__always)
  private func blendColumns<Vector: PixelVector>(
    _ blend: UnsafeMutablePointer<Float>, into line: UnsafeMutablePointer<Float>, _: Vector.Type
  ) {
    let count = channels.rawValue
    let source = UnsafeRawPointer(blend)
    let result = UnsafeMutableRawPointer(line)
    let step = count * MemoryLayout<Float>.stride
    columns.weights.withUnsafeBufferPointer { weights in
      columns.starts.withUnsafeBufferPointer { starts in
        columns.counts.withUnsafeBufferPointer { counts in
          for pixel in 0..<target.width {
            let base = pixel &* columns.taps
            var place = source + Int(starts[pixel]) &* step
            var sum = Vector.zero
            for tap in 0..<counts[pixel] {
              sum.add(place.loadUnaligned(as: Vector.self), times: weights[base &+ tap])
              place += step
            }
            (result + pixel &* step).storeBytes(of: sum, as: Vector.self)
          }
        }
      }
    }
  }

  private func store<Sample: FixedWidthInteger & UnsignedInteger>(
    _ line: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Sample>, count: Int
  ) {
    if channels.hasAlpha { unmultiply(line, maximum: Float(Sample.max)) }
    let maximum = Float(Sample.max)
    for index in 0..<count {
      let value = min(max(line[index] + 0.5, 0), maximum)
      result[index] = Sample(truncatingIfNeeded: Int32(value))
    }
  }

  private func unmultiply(_ line: UnsafeMutablePointer<Float>, maximum: Float) {
    let count = channels.rawValue
    for pixel in 0..<target.width {
      let start = pixel * count
      let alpha = line[start + count - 1]
      let factor = alpha > 0 ? maximum / alpha : 0
      for channel in 0..<(count - 1) { line[start + channel] *= factor }
    }
  }
}

/// The samples of a pixel, summed side by side.
private protocol PixelVector {
  static var zero: Self { get }
  mutating func add(_ other: Self, times weight: Float)
}

extension Float: PixelVector {
  @inline(__always)
  fileprivate mutating func add(_ other: Float, times weight: Float) { self += other * weight }
}

extension SIMD2<Float>: PixelVector {
  @inline(__always)
  fileprivate mutating func add(_ other: Self, times weight: Float) { self += other * weight }
}

extension SIMD4<Float>: PixelVector {
  @inline(__always)
  fileprivate mutating func add(_ other: Self, times weight: Float) { self += other * weight }
}
