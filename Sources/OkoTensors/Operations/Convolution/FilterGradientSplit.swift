import COkoKernels

/// How the sums of a filter gradient are cut: the output into chunks, and the filter into shares.
///
/// Chunks have accumulators of their own and depend on the shape alone; shares change no bit.
struct FilterGradientSplit {
  /// How the gradient is summed.
  private enum Form {
    /// By the rows of the output.
    case rows
    /// By rows, of products of bfloat16.
    case halves
    /// By Winograd's tiles (Lavin and Gray 2015).
    case tiles
  }

  private let form: Form
  /// The tiles or rows.
  private let items: Int
  /// The parts of the filter that the kernel knows.
  private let parts: Int
  private let scratchSize: Int
  private let stride: Int
  /// How many accumulators there are.
  let chunks: Int
  /// Among how many pieces of work the parts are shared out.
  let shares: Int

  init(_ kernel: oko_conv_shape, _ precision: TrainingPrecision) {
    var kernel = kernel
    form = Self.form(kernel, precision)
    stride = Int(kernel.stride_y)
    let rows = Int(kernel.batch * kernel.out_height), pixels = rows * Int(kernel.out_width)
    if form == .tiles {
      items = Int(oko_winograd_tile_count(&kernel))
      parts = Int(oko_winograd_gradient_part_count(&kernel))
      scratchSize = Int(oko_winograd_gradient_scratch_size(&kernel))
      // Parts are work for threads already, and each chunk transforms its sums once more.
      chunks = max(1, min(16 / parts, items / 48))
    } else {
      items = rows
      parts = Int(oko_conv_backward_filter_panel_count(&kernel))
      scratchSize = Int(
        form == .halves
          ? oko_low_conv_backward_filter_scratch_size(&kernel)
          : oko_conv_backward_filter_scratch_size(&kernel))
      // Enough pixels in a chunk that adding its accumulator to the others costs little.
      chunks = max(1, min(16, rows, pixels / 800, kernel.operations / 4_000_000))
    }
    let threads = Workers.shared.threadCount
    shares = threads > 1 ? min(parts, (4 * threads + chunks - 1) / chunks) : 1
  }

  /// Products of bfloat16 take half the time of those by rows, and tiles of 3×3 filters even less.
  private static func form(_ kernel: oko_conv_shape, _ precision: TrainingPrecision) -> Form {
    var kernel = kernel
    let isTiled = oko_winograd_suits_gradient(&kernel) != 0
    if isTiled && (precision == .float32 || kernel.stride_y == 1) { return .tiles }
    return precision == .float32 || oko_low_conv_has_backward_filter(&kernel) == 0 ? .rows : .halves
  }

  /// x and the gradient in the form in which `add` takes them.
  func operands(_ x: Tensor, _ gradient: Tensor) -> (x: Tensor, gradient: Tensor) {
    if form == .halves { return (x.rounded, gradient.rounded) }
    // A chunk that one thread takes as a whole makes floats of what it needs, no more of them than caches hold.
    let isByChunks = form == .tiles && stride == 1 && shares == 1
    return (isByChunks ? x : x.inFloats, gradient.inFloats)
  }

  /// Adds to the filter at `target` what a chunk contributes to a share of its parts; x and the gradient are
  /// `operands`.
  func add(
    chunk: Int, share: Int, of kernel: oko_conv_shape, _ x: Tensor, _ gradient: Tensor,
    to target: UnsafeMutablePointer<Float>
  ) {
    var kernel = kernel
    let items = Self.piece(chunk, of: chunks, count: items)
    let parts = Self.piece(share, of: shares, count: parts)
    let (first, last) = (Int64(items.lowerBound), Int64(items.upperBound))
    let (begin, end) = (Int64(parts.lowerBound), Int64(parts.upperBound))
    withScratch(scratchSize) { scratch in
      switch form {
      case .rows:
        oko_conv_backward_filter(
          &kernel, x.pointer, gradient.pointer, target, first, last, begin, end, scratch)
      case .tiles:
        withSource(of: items, kernel, x) { x in
          oko_winograd_gradient(
            &kernel, x, gradient.pointer, target, first, last, begin, end, scratch)
        }
      case .halves:
        oko_low_conv_backward_filter(
          &kernel, x.storage.halves, gradient.storage.halves, target, first, last, begin, end,
          scratch)
      }
    }
  }

  /// Calls `body` with where x would begin, of which the rows that some tiles read are there.
  private func withSource(
    of tiles: Range<Int>, _ kernel: oko_conv_shape, _ x: Tensor,
    _ body: (UnsafePointer<Float>) -> Void
  ) {
    guard !tiles.isEmpty else { return }
    guard x.isRounded else { return body(x.pointer) }
    let columns = Int(kernel.out_width + 3) / 4, rows = Int(kernel.out_height + 3) / 4
    let height = Int(kernel.height), size = Int(kernel.width * kernel.in_channels)
    /// A row of the picture of a tile, of all pictures' rows.
    func row(of tile: Int, plus offset: Int) -> Int {
      let inside = tile / columns % rows * 4 - Int(kernel.padding_top) + offset
      return tile / (columns * rows) * height + min(max(inside, 0), height)
    }
    let first = row(of: tiles.lowerBound, plus: 0) * size
    let last = row(of: tiles.upperBound - 1, plus: 6) * size
    withScratch(last - first) { floats in
      x.write(first..<last, into: floats)
      body(floats - first)
    }
  }

  private static func piece(_ index: Int, of pieces: Int, count: Int) -> Range<Int> {
    let size = (count + pieces - 1) / pieces
    return min(index * size, count)..<min((index + 1) * size, count)
  }
}
