package import COkoKernels

/// A filter of bfloat16 or bytes, laid out for the kernel that will read it, to be packed once and used often.
///
/// Weights become bytes of −127…127 with one scale for each output channel; sums of bytes are exact. Sums of bfloat16 are
/// floats. Sums have the same bits on all processors and with any number of threads; of activations that are curved, such
/// as SiLU, the last bits differ between sets of instructions.
///
/// A matrix product is a convolution of one column: `[rows, K]` is a picture of K channels, the matrix a filter 1×1.
package final class LowPrecisionFilter: Sendable {
  /// How the filter moves.
  package let geometry: ConvolutionGeometry
  /// The shape of the filter, `[KH, KW, C / groups, K]`.
  package let shape: Shape
  /// What it reads: bfloat16 or bytes.
  package let type: ScalarType
  /// What it is packed for.
  package let direction: PackedFilter.Direction
  /// Whether it also reads floats, and rounds them on the way: a filter of few channels.
  let readsFloats: Bool
  /// The scale of each output channel's weights, where they are bytes.
  package let scales: [Float]?
  private let storage: Storage

  /// Rounds and packs `filter`, which a batch norm after it should already be folded into.
  ///
  /// Of bytes, the largest weight of each output channel becomes 127.
  package init(
    _ filter: Tensor, _ geometry: ConvolutionGeometry, type: ScalarType,
    direction: PackedFilter.Direction = .forward
  ) {
    precondition(
      type != .float32, "LowPrecisionFilter: filters of floats are packed by PackedFilter")
    precondition(
      filter.shape.rank == 4 && filter.shape[3] % geometry.groups == 0,
      "LowPrecisionFilter: filter \(filter.shape) in \(geometry.groups) groups, expected "
        + "[KH, KW, C, K] with K a multiple of the groups")
    let shape = filter.shape
    (self.geometry, self.shape, self.type, self.direction) = (geometry, shape, type, direction)
    let isForward = direction == .forward
    let channels = isForward ? shape[3] : shape[2] * geometry.groups
    let depth = shape[0] * shape[1] * (isForward ? shape[2] : shape[3] / geometry.groups)
    precondition(
      type != .uint8 || depth <= 65_536,
      "LowPrecisionFilter: \(depth) products of bytes do not fit a sum of 32 bits")
    let constant = oko_low_conv(
      shape: Self.kernelShape(shape, geometry), type: type.kernel, is_transposed: isForward ? 0 : 1)
    var kernel = constant
    readsFloats = oko_low_conv_reads_floats(&kernel) != 0
    let storage = Storage(count: Int(oko_low_conv_packed_size(&kernel)))
    self.storage = storage
    self.scales = filter.withUnsafePointer { hwio in
      guard type == .uint8 else {
        Self.pack(hwio, constant, nil, into: storage.pointer)
        return nil
      }
      var scales = [Float](repeating: 1, count: channels)
      oko_low_conv_scales(&kernel, hwio, &scales)
      scales.withUnsafeBufferPointer {
        Self.pack(hwio, constant, $0.baseAddress, into: storage.pointer)
      }
      return scales
    }
  }

  /// Whether a filter that is packed for `direction` also reads floats: one of few channels, whose pixels have to be laid
  /// out in any case.
  package static func readsFloats(
    _ filter: Shape, _ geometry: ConvolutionGeometry, direction: PackedFilter.Direction
  ) -> Bool {
    var kernel = oko_low_conv(
      shape: kernelShape(filter, geometry), type: OKO_BF16,
      is_transposed: direction == .forward ? 0 : 1)
    return oko_low_conv_reads_floats(&kernel) != 0
  }

  /// Rounds and lays the filter out, some panels a chunk.
  private static func pack(
    _ hwio: UnsafePointer<Float>, _ constant: oko_low_conv, _ scales: UnsafePointer<Float>?,
    into packed: UnsafeMutablePointer<Float>
  ) {
    var kernel = constant
    let panels = Int(oko_low_conv_packed_panel_count(&kernel))
    let words = Int(oko_low_conv_packed_size(&kernel))
    let grain = max(1, (1 << 15) * panels / max(words, 1))
    Workers.shared.run(over: panels, grain: grain) { range in
      var kernel = constant
      oko_low_conv_pack_filter(
        &kernel, hwio, scales, packed, Int64(range.lowerBound), Int64(range.upperBound))
    }
  }

  /// The shape that packing looks at: the size of pictures does not matter to it.
  private static func kernelShape(_ filter: Shape, _ geometry: ConvolutionGeometry)
    -> oko_conv_shape
  {
    let height = (filter[0] - 1) * geometry.dilation.y + 1
    let width = (filter[1] - 1) * geometry.dilation.x + 1
    let input: Shape = [1, height, width, filter[2] * geometry.groups]
    let output = geometry.outputShape(input: input, filter: filter, of: "LowPrecisionFilter")
    return oko_conv_shape(geometry, input: input, filter: filter, output: output)
  }

  /// Calls `body` with the panels.
  func withPanels<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    withExtendedLifetime(storage) { body(UnsafePointer(storage.pointer)) }
  }

  /// What happens to sums before they are stored: activation(value + bias + residual), or, with `residualIsLast`,
  /// activation(value + bias) + residual.
  package struct Epilogue {
    /// One number for each output channel.
    package var bias: UnsafePointer<Float>?
    /// A tensor of the result's shape, of any type.
    package var residual: LowPrecisionOperand?
    /// What is applied before or after the residual is added.
    package var activation: Activation?
    /// Whether the residual is added after the activation.
    package var residualIsLast = false

    /// Does nothing, or what is given.
    package init(
      bias: UnsafePointer<Float>? = nil, residual: LowPrecisionOperand? = nil,
      activation: Activation? = nil, residualIsLast: Bool = false
    ) {
      self.bias = bias
      self.residual = residual
      self.activation = activation
      self.residualIsLast = residualIsLast
    }
  }

  /// Computes `result`, of any type, from `source`, which must be of the filter's type, or floats where it reads those:
  /// the source's quantization says then which bytes they become.
  ///
  /// `forward` is the shape of the forward convolution, whose pixel strides are not looked at: operands have them.
  package func run(
    _ forward: oko_conv_shape, _ source: LowPrecisionOperand, _ epilogue: Epilogue = Epilogue(),
    into result: LowPrecisionOperand
  ) {
    precondition(
      source.type == type || source.type == .float32 && readsFloats,
      "LowPrecisionFilter: the source is \(source.type), expected \(type)")
    precondition(
      type != .uint8 || source.quantization != nil,
      "LowPrecisionFilter: bytes without a quantization")
    let isForward = direction == .forward
    let constant = oko_low_conv(
      shape: forward, type: type.kernel, is_transposed: isForward ? 0 : 1)
    let split = Split(constant)
    let packed = storage.pointer
    // The kernels hold pointers alone; without this, the pool could lend the filter out as scratch.
    withExtendedLifetime(storage) {
      epilogue.withKernelForm(scales: scales) { form in
        Workers.shared.run(over: split.count, grain: split.grain) { range in
          var (kernel, x, y) = (constant, source.kernel, result.kernel)
          let (rows, panels) = split.part(range)
          withScratch(split.scratchSize) { scratch in
            oko_low_conv_forward(
              &kernel, &x, packed, form, &y, Int64(rows.lowerBound), Int64(rows.upperBound),
              Int64(panels.lowerBound), Int64(panels.upperBound), scratch)
          }
        }
      }
    }
  }
}

extension LowPrecisionFilter.Epilogue {
  /// Calls `body` with the kernels' form of it; `scales` are those of sums of bytes.
  func withKernelForm(
    scales: [Float]?, _ body: (UnsafePointer<oko_low_epilogue>) -> Void
  ) {
    func run(_ scales: UnsafePointer<Float>?) {
      var form = oko_low_epilogue()
      form.scale = scales
      form.bias = bias
      if let residual { form.residual = residual.kernel }
      form.activation = activation?.kernel ?? OKO_NONE
      form.slope = activation?.slope ?? 0
      form.residual_is_last = residualIsLast ? 1 : 0
      body(&form)
    }
    guard let scales else { return run(nil) }
    scales.withUnsafeBufferPointer { run($0.baseAddress) }
  }
}

/// How threads share a convolution: by rows, or by panels of columns.
///
/// The latter is for few pixels, which a few blocks of registers hold: then each thread reads weights of its own. No bit
/// depends on it.
private struct Split {
  private let rows: Int
  private let panels: Int
  private let isByPanels: Bool
  /// The rows or panels of a chunk.
  let grain: Int
  /// The floats of scratch memory for a chunk.
  let scratchSize: Int

  /// The most pixels for which panels are shared: four blocks of 14.
  private static let fewPixels = 56

  init(_ convolution: oko_low_conv) {
    var kernel = convolution
    let (shape, isForward) = (convolution.shape, convolution.is_transposed == 0)
    rows = Int(shape.batch * (isForward ? shape.out_height : shape.height))
    panels = Int(oko_low_conv_packed_panel_count(&kernel))
    scratchSize = Int(oko_low_conv_scratch_size(&kernel))
    let width = Int(isForward ? shape.out_width : shape.width)
    let pixels = max(rows * width, 1)
    isByPanels = pixels <= Self.fewPixels && panels > 1
    // As much arithmetic as two or four of floats is done at once.
    let operations = shape.operations * Int(oko_element_size(kernel.type)) / 4
    if isByPanels {
      // What is read bounds the time of one pixel: as much as of four.
      grain = WorkSplit.exactGrain(count: panels, operations: operations * max(pixels, 4) / pixels)
    } else {
      // The rows of a register block at least.
      grain = WorkSplit.exactGrain(
        count: rows, operations: operations, least: (14 + width - 1) / max(width, 1))
    }
  }

  /// How many rows or panels there are.
  var count: Int { isByPanels ? panels : rows }

  /// The rows and panels of a chunk.
  func part(_ range: Range<Int>) -> (rows: Range<Int>, panels: Range<Int>) {
    isByPanels ? (0..<rows, range) : (range, 0..<panels)
  }
}
