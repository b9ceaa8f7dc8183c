import COkoKernels

/// A filter laid out for the kernel that will read it, to be packed once and used often.
///
///     let packed = PackedFilter(filter, geometry, for: x.shape)
///     let y = x.convolved(with: packed, bias: bias, activation: .silu)
package final class PackedFilter: Sendable {
  /// What a filter is packed for.
  package enum Direction: Sendable {
    /// Input to output.
    case forward
    /// The gradient at the output to that at the input: also a transposed convolution.
    case dataGradient
  }

  /// How the filter moves.
  package let geometry: ConvolutionGeometry
  /// The shape of the filter, `[KH, KW, C / groups, K]`.
  package let shape: Shape
  /// What it is packed for.
  package let direction: Direction
  /// How it is packed.
  package let form: WinogradForm
  private let storage: Storage

  /// Packs `filter` for inputs like `input`, the shape `[N, H, W, C]` of the forward convolution's input.
  ///
  /// Pictures of other sizes may go through it, too; only the choice of the kernel is made here, for tensors of floats
  /// where no `form` is given.
  package convenience init(
    _ filter: Tensor, _ geometry: ConvolutionGeometry, for input: Shape,
    direction: Direction = .forward
  ) {
    let form = Self.form(filter.shape, geometry, for: input, direction: direction)
    self.init(filter, geometry, for: input, direction: direction, form: form)
  }

  /// Packs `filter` for a form.
  package init(
    _ filter: Tensor, _ geometry: ConvolutionGeometry, for input: Shape,
    direction: Direction = .forward, form: WinogradForm
  ) {
    self.geometry = geometry
    self.direction = direction
    shape = filter.shape
    self.form = form
    var (forward, effective) = Self.kernelShapes(filter.shape, geometry, input, direction)
    form.apply(to: &effective)
    let isWinograd = form.tile != 0
    let isGradient = direction == .dataGradient
    let size =
      if isWinograd {
        oko_winograd_packed_size(&effective)
      } else if isGradient {
        oko_conv_backward_data_packed_size(&forward)
      } else {
        oko_conv_packed_size(&forward)
      }
    storage = Storage(count: Int(size))
    let packed = storage.pointer
    filter.withUnsafePointer { filter in
      if isWinograd {
        Self.transform(filter, effective, isGradient, into: packed)
      } else {
        Self.pack(filter, forward, isGradient, into: packed)
      }
    }
  }

  /// The form by which a filter of this shape is fastest, given inputs like `input`.
  ///
  /// Nothing else of the layout depends on the input. Of tensors of bfloat16, no tiles mean that `LowPrecisionFilter` is.
  package static func form(
    _ filter: Shape, _ geometry: ConvolutionGeometry, for input: Shape,
    direction: Direction = .forward, tensors: ScalarType = .float32
  ) -> WinogradForm {
    WinogradForm(
      kernelShapes(filter, geometry, input, direction).effective, tensors: tensors)
  }

  /// Whether there are tiles of this side for filters of this shape.
  static func canGoByTiles(
    of side: Int, _ filter: Shape, _ geometry: ConvolutionGeometry, for input: Shape,
    direction: Direction
  ) -> Bool {
    var (_, effective) = kernelShapes(filter, geometry, input, direction)
    effective.winograd_tile = Int64(side)
    return oko_winograd_has_tiles(&effective) != 0
  }

  /// The forward convolution, and the one that is computed.
  private static func kernelShapes(
    _ filter: Shape, _ geometry: ConvolutionGeometry, _ input: Shape, _ direction: Direction
  ) -> (forward: oko_conv_shape, effective: oko_conv_shape) {
    let output = geometry.outputShape(input: input, filter: filter, of: "PackedFilter")
    var forward = oko_conv_shape(geometry, input: input, filter: filter, output: output)
    let isGradient = direction == .dataGradient
    return (forward, isGradient ? oko_conv_gradient_shape(&forward) : forward)
  }

  /// Transforms the filter for Winograd, some input channels a chunk.
  private static func transform(
    _ filter: UnsafePointer<Float>, _ constant: oko_conv_shape, _ isGradient: Bool,
    into packed: UnsafeMutablePointer<Float>
  ) {
    let channels = Int(constant.in_channels)
    let grain = max(16, (1 << 13) / max(Int(constant.out_channels), 1) / 16 * 16)
    Workers.shared.run(over: channels, grain: grain) { range in
      var shape = constant
      oko_winograd_pack(
        &shape, filter, isGradient ? 1 : 0, packed, Int64(range.lowerBound),
        Int64(range.upperBound))
    }
  }

  /// Lays the filter out for the direct form, some panels a chunk.
  private static func pack(
    _ filter: UnsafePointer<Float>, _ constant: oko_conv_shape, _ isGradient: Bool,
    into packed: UnsafeMutablePointer<Float>
  ) {
    var forward = constant
    let panels = Int(
      isGradient
        ? oko_conv_backward_data_packed_panel_count(&forward)
        : oko_conv_packed_panel_count(&forward))
    let floats = Int(
      forward.kernel_height * forward.kernel_width * forward.in_channels * forward.out_channels
        / forward.groups)
    let grain = max(1, (1 << 15) * panels / max(floats, 1))
    Workers.shared.run(over: panels, grain: grain) { range in
      var forward = constant
      let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
      if isGradient {
        oko_conv_backward_data_pack_filter(&forward, filter, packed, begin, end)
      } else {
        oko_conv_pack_filter(&forward, filter, packed, begin, end)
      }
    }
  }

  /// Computes `result` from `source`; `forward` is the shape of the forward convolution, which may have
  /// pixel strides.
  func run(
    _ forward: oko_conv_shape, _ source: UnsafePointer<Float>,
    _ epilogue: UnsafePointer<oko_epilogue>?, into result: UnsafeMutablePointer<Float>
  ) {
    // The kernels hold a pointer alone; without this, the pool could lend the filter out as scratch.
    withExtendedLifetime(storage) {
      if form.tile != 0 {
        walk(forward, .floats(source, epilogue, result)).run()
      } else {
        runDirect(forward, source, epilogue, into: result)
      }
    }
  }

  /// The same by tiles, whose tensors may have any precision on their way out, and that of floats or bfloat16 on their way
  /// in.
  func run(
    _ forward: oko_conv_shape, _ source: LowPrecisionOperand,
    _ epilogue: LowPrecisionFilter.Epilogue, into result: LowPrecisionOperand
  ) {
    precondition(
      form.tile != 0 && source.type != .uint8,
      "PackedFilter: a source of \(source.type) for tiles of \(form.tile)")
    withExtendedLifetime(storage) {
      epilogue.withKernelForm(scales: nil) {
        walk(forward, .operands(source.kernel, $0, result.kernel)).run()
      }
    }
  }

  private func walk(_ forward: oko_conv_shape, _ ends: WinogradWalk.Ends) -> WinogradWalk {
    var forward = forward
    var shape = direction == .dataGradient ? oko_conv_gradient_shape(&forward) : forward
    form.apply(to: &shape)
    return WinogradWalk(shape: shape, packed: storage.pointer, ends: ends)
  }

  private func runDirect(
    _ forward: oko_conv_shape, _ source: UnsafePointer<Float>,
    _ epilogue: UnsafePointer<oko_epilogue>?, into result: UnsafeMutablePointer<Float>
  ) {
    var shape = forward
    let isGradient = direction == .dataGradient
    let rows = Int(shape.batch * (isGradient ? shape.height : shape.out_height))
    let scratchSize = Int(
      isGradient ? oko_conv_backward_data_scratch_size(&shape) : oko_conv_scratch_size(&shape))
    // Rows of a register block at least.
    let width = Int(isGradient ? shape.width : shape.out_width)
    let grain = WorkSplit.exactGrain(
      count: rows, operations: shape.operations, least: (14 + width - 1) / width)
    let packed = storage.pointer
    Workers.shared.run(over: rows, grain: grain) { range in
      var shape = forward
      let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
      withScratch(scratchSize) { scratch in
        if isGradient {
          oko_conv_backward_data(
            &shape, source, packed, epilogue, result, begin, end, scratch)
        } else {
          oko_conv_forward(&shape, source, packed, epilogue, result, begin, end, scratch)
        }
      }
    }
  }
}
