import COkoKernels

/// The gradient of a convolution at its input, from `[dy, filter]`; a transposed convolution when it is
/// asked for by itself, with a bias as the third input.
struct ConvolutionDataGradient: Operation {
  /// The geometry of the convolution whose gradient this is.
  let geometry: ConvolutionGeometry
  /// The rows of that convolution's input.
  let height: Int
  /// The columns of that convolution's input.
  let width: Int
  /// In how many bits it and its gradients multiply.
  var precision = TrainingPrecision.float32

  private func inputShape(_ gradient: Shape, _ filter: Shape) -> Shape {
    [gradient[0], height, width, filter[2] * geometry.groups]
  }

  func outputShape(_ inputs: [Shape]) -> Shape {
    let (gradient, filter) = (inputs[0], inputs[1])
    precondition(
      gradient.rank == 4 && filter.rank == 4,
      "convolution data gradient: shapes \(gradient) and \(filter)")
    let result = inputShape(gradient, filter)
    let expected = geometry.outputShape(
      input: result, filter: filter, of: "convolution data gradient")
    precondition(
      gradient == expected,
      "convolution data gradient: the gradient has shape \(gradient), expected \(expected)")
    precondition(
      inputs.count < 3 || inputs[2] == [result[3]],
      "transposedConvolved: the bias has shape \(inputs[inputs.count - 1]), expected "
        + "[\(result[3])]")
    return result
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (gradient, filter) = (inputs[0], inputs[1])
    let shape = inputShape(gradient.shape, filter.shape)
    let kernel = oko_conv_shape(
      geometry, input: shape, filter: filter.shape, output: gradient.shape)
    let bias = inputs.count > 2 ? inputs[2] : nil
    if precision == .bfloat16,
      let rounded = RoundedConvolution(kernel, geometry, direction: .dataGradient)
    {
      return Tensor(shape: shape) {
        rounded.run(gradient, filter: filter, bias: bias, into: $0)
      }
    }
    let packed = PackedFilter(filter, geometry, for: shape, direction: .dataGradient)
    let epilogue = ConvolutionEpilogue(bias: bias), floats = gradient.inFloats
    return withExtendedLifetime(floats) {
      Tensor(shape: shape) { result in
        epilogue.withKernelForm { packed.run(kernel, floats.pointer, $0, into: result) }
      }
    }
  }

  var backwardReads: BackwardReads { precision == .bfloat16 ? [.inputs, .rounded] : .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (source, filter) = (context.inputs[0], context.inputs[1])
    var result: [Tensor?] = [
      context.needs[0]
        ? Convolution(geometry: geometry, precision: precision)(gradient, filter) : nil,
      context.needs[1]
        ? ConvolutionFilterGradient(
          geometry: geometry, height: filter.shape[0], width: filter.shape[1],
          precision: precision)(gradient, source)
        : nil,
    ]
    if context.inputs.count > 2 {
      result.append(context.needs[2] ? gradient.sum(axes: [0, 1, 2]) : nil)
    }
    return result
  }
}

extension Tensor {
  /// Convolves transposed: `[N, H, W, K]` and `[KH, KW, C / groups, K]` → `[N, H', W', C]`.
  ///
  /// It is the gradient of the convolution with the same filter and geometry, so the filter's last axis
  /// meets this tensor's channels. H' = (H − 1) · stride − top − bottom + (KH − 1) · dilation + 1 +
  /// outputPadding, where `outputPadding < stride` picks one of the sizes that the stride rounds to H.
  ///
  /// - Precondition: `K` is the filter's last extent; the bias is `[C]`.
  public func transposedConvolved(
    with filter: Tensor, bias: Tensor? = nil, _ geometry: ConvolutionGeometry = .init(),
    outputPadding: ConvolutionGeometry.Steps = .init(0)
  ) -> Tensor {
    precondition(
      shape.rank == 4 && filter.shape.rank == 4,
      "transposedConvolved: shapes \(shape) and \(filter.shape)")
    precondition(
      (0..<geometry.stride.y).contains(outputPadding.y)
        && (0..<geometry.stride.x).contains(outputPadding.x),
      "transposedConvolved: output padding \(outputPadding) for stride \(geometry.stride)")
    let (padding, filterShape) = (geometry.padding, filter.shape)
    let height =
      (shape[1] - 1) * geometry.stride.y - padding.top - padding.bottom
      + (filterShape[0] - 1) * geometry.dilation.y + 1 + outputPadding.y
    let width =
      (shape[2] - 1) * geometry.stride.x - padding.left - padding.right
      + (filterShape[1] - 1) * geometry.dilation.x + 1 + outputPadding.x
    let operation = ConvolutionDataGradient(
      geometry: geometry, height: height, width: width, precision: .current)
    guard let bias else { return operation(self, filter) }
    return operation(self, filter, bias)
  }
}
