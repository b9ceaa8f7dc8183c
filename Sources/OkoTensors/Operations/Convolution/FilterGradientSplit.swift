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
  /// How many accumulators there are.
  let chunks: Int
  /// Among how many pieces of work the parts are shared out.
  let shares: Int

  init(_ kernel: oko_conv_shape, _ precision: TrainingPrecision) {
    var kernel = kernel
    form = Self.form(kernel, precision)
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
    return precision == .float32 ? .rows : .halves
  }

  /// Adds to the filter at `target` what a chunk contributes to a share of its parts.
  func add(
    chunk: Int, share: Int, of kernel: oko_conv_shape, _ x: UnsafePointer<Float>,
    _ gradient: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) {
    var kernel = kernel
    let items = Self.piece(chunk, of: chunks, count: items)
    let parts = Self.piece(share, of: shares, count: parts)
    let sum =
      switch form {
      case .rows: oko_conv_backward_filter
      case .halves: oko_low_conv_backward_filter
      case .tiles: oko_winograd_gradient
      }
    withScratch(scratchSize) { scratch in
      sum(
        &kernel, x, gradient, target, Int64(items.lowerBound), Int64(items.upperBound),
        Int64(parts.lowerBound), Int64(parts.upperBound), scratch)
    }
  }

  private static func piece(_ index: Int, of pieces: Int, count: Int) -> Range<Int> {
    let size = (count + pieces - 1) / pieces
    return min(index * size, count)..<min((index + 1) * size, count)
  }
}
