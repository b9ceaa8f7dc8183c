import COkoKernels

/// What a convolution does to its result before storing it: activation(scale · y + bias + residual).
struct ConvolutionEpilogue {
  var scale: Tensor?
  var bias: Tensor?
  var residual: Tensor?
  var activation: Activation?

  /// Calls `body` with the kernels' form of it, which is nil where there is nothing to do.
  func withKernelForm(_ body: (UnsafePointer<oko_epilogue>?) -> Void) {
    guard scale != nil || bias != nil || residual != nil || activation != nil else {
      body(nil)
      return
    }
    let (kind, slope) = (activation?.kernel ?? OKO_NONE, activation?.slope ?? 0)
    var form = oko_epilogue(
      scale: scale?.pointer, bias: bias?.pointer, residual: residual?.pointer,
      residual_pixel_stride: 0, activation: kind, slope: slope, residual_is_last: 0)
    withExtendedLifetime(self) { body(&form) }
  }
}

extension Tensor {
  /// Convolves without a graph, for inference: activation(scale · (self ∗ filter) + bias + residual).
  ///
  /// `[N, H, W, C]` → `[N, H', W', K]`; `scale` and `bias` are `[K]`, `residual` has the result's shape.
  package func convolved(
    with filter: PackedFilter, scale: Tensor? = nil, bias: Tensor? = nil, residual: Tensor? = nil,
    activation: Activation? = nil
  ) -> Tensor {
    precondition(
      filter.direction == .forward, "convolved: the filter is packed for the data gradient")
    let output = filter.geometry.outputShape(input: shape, filter: filter.shape, of: "convolved")
    for vector in [scale, bias] {
      precondition(
        vector == nil || vector?.shape == [output[3]],
        "convolved: scale or bias has shape \(String(describing: vector?.shape)), expected "
          + "[\(output[3])]")
    }
    precondition(
      residual == nil || residual?.shape == output,
      "convolved: the residual has shape \(String(describing: residual?.shape)), expected "
        + "\(output)")
    let kernel = oko_conv_shape(
      filter.geometry, input: shape, filter: filter.shape, output: output)
    let epilogue = ConvolutionEpilogue(
      scale: scale, bias: bias, residual: residual, activation: activation)
    return Tensor(shape: output) { result in
      withExtendedLifetime(storage) {
        epilogue.withKernelForm { filter.run(kernel, pointer, $0, into: result) }
      }
    }
  }
}
