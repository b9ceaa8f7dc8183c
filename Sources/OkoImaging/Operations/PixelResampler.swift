import COkoKernels

/// A resize of 8-bit RGB that takes the rows of its input as they come, and gives each row of the result as sums.
///
///     let resampler = PixelResampler(from: image.size, to: size, .bilinear)
///     resampler.run { pixels + $0 * stride } emit: { row, sums in … }
///
/// Its passes are those of ``Resampler``, with the same bits. What becomes of the sums, samples or the numbers that a
/// network takes, is decided where they are emitted, so that all is one pass over the picture.
struct PixelResampler {
  /// The size of the result.
  let target: Size
  private let size: Size
  private let rows: ResampleWeights
  private let columns: ResampleWeights

  init(from size: Size, to target: Size, _ filter: Image.Filter) {
    (self.size, self.target) = (size, target)
    rows = ResampleWeights(from: size.height, to: target.height, filter: filter)
    columns = ResampleWeights(from: size.width, to: target.width, filter: filter)
  }

  /// How many rows of the input, one after the other, a row of the result is made of at most.
  var rowTaps: Int { rows.taps }

  /// Asks `row` for rows of the input and hands `emit` each row of the result, from top to bottom.
  ///
  /// A row that was asked for must stay valid until `emit` hears of the result; none before the first of a result is
  /// asked for again. Sums are `3 * target.width` floats, in samples' units and not rounded.
  func run<Failure: Error>(
    row: (Int) throws(Failure) -> UnsafePointer<UInt8>,
    emit: (_ row: Int, _ sums: UnsafePointer<Float>) -> Void
  ) throws(Failure) {
    let count = 3 * size.width
    // Outputs of fewer taps than others reach beyond the row, with weights of 0; and a pixel is read as four numbers.
    let blend = UnsafeMutableBufferPointer<Float>.allocate(capacity: count + 3 * columns.taps + 1)
    let sums = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * target.width + 1)
    blend.initialize(repeating: 0)
    sums.initialize(repeating: 0)
    defer {
      blend.deallocate()
      sums.deallocate()
    }
    guard let line = sums.baseAddress else { return }
    var pointers = [UnsafePointer<UInt8>?](repeating: nil, count: rows.taps)
    for index in 0..<target.height {
      let taps = rows.counts[index]
      for tap in 0..<taps { pointers[tap] = try row(Int(rows.starts[index]) + tap) }
      rows.weights.withUnsafeBufferPointer { weights in
        oko_resample_rows(
          pointers, weights.baseAddress.map { $0 + index * rows.taps }, Int64(taps),
          blend.baseAddress, Int64(count))
      }
      oko_resample_pixels(
        blend.baseAddress, columns.starts, columns.weights, Int64(columns.taps), line,
        Int64(target.width))
      emit(index, line)
    }
  }

  /// The whole result of an input in memory.
  func run(_ samples: [UInt8]) -> [UInt8] {
    let (stride, count) = (3 * size.width, 3 * target.width)
    return [UInt8](unsafeUninitializedCapacity: count * target.height) { output, initialized in
      initialized = count * target.height
      samples.withUnsafeBufferPointer { input in
        guard let source = input.baseAddress, let result = output.baseAddress else { return }
        run {
          source + $0 * stride
        } emit: { row, sums in
          oko_samples_of_sums(sums, result + row * count, Int64(count))
        }
      }
    }
  }
}
