import COkoKernels

/// The largest value of every window, in any encoding.
struct PoolingStep: ProgramStep {
  private let kernel: oko_pool_shape
  private let type: ScalarType
  private let (x, y): (Place, Place)

  init(_ window: PoolingWindow, input: Shape, x: Place, y: Place) {
    var kernel = window.shape(input)
    (kernel.x_pixel_stride, kernel.y_pixel_stride) = (Int64(x.pixelStride), Int64(y.pixelStride))
    (self.kernel, self.x, self.y, type) = (kernel, x, y, x.encoding.type)
  }

  var description: String {
    let extents = [kernel.batch, kernel.out_height, kernel.out_width, kernel.channels]
    return "maxima of \(kernel.kernel_height)×\(kernel.kernel_width) → \(extents)"
  }

  func run(in memory: ProgramMemory) {
    let (x, y) = (memory.pointer(x), memory.pointer(y))
    let rows = Int(kernel.batch * kernel.out_height)
    let grain = WorkSplit.rowGrain(columns: Int(kernel.out_width * kernel.channels * 4))
    Workers.shared.run(over: rows, grain: grain) { range in
      var kernel = kernel
      let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
      if type == .float32 {
        oko_max_pool_forward(&kernel, x, y, nil, begin, end)
      } else {
        oko_low_max_pool_forward(&kernel, type.kernel, x, y, begin, end)
      }
    }
  }
}

/// Every pixel in two rows and two columns, word by word whatever its encoding.
struct UpsamplingStep: ProgramStep {
  private let shape: Shape
  private let (x, y): (Place, Place)

  /// Makes a step whose result has this shape, `[N, 2H, 2W, C]`.
  init(shape: Shape, x: Place, y: Place) {
    (self.shape, self.x, self.y) = (shape, x, y)
  }

  var description: String { "doubling → \(shape)" }

  func run(in memory: ProgramMemory) {
    let (source, target) = (memory.pointer(x), memory.pointer(y))
    let (width, words) = (shape[2] / 2, y.extents(of: shape)[3])
    let (from, to) = (x.strides(of: shape)[2], y.strides(of: shape)[2])
    let grain = WorkSplit.rowGrain(columns: 4 * width * words)
    Workers.shared.run(over: shape[0] * shape[1] / 2, grain: grain) { range in
      oko_upsample2_forward(
        source, target, Int64(width), Int64(words), Int64(from), Int64(to),
        Int64(range.lowerBound), Int64(range.upperBound))
    }
  }
}
