import COkoKernels

/// The convolution (cross-correlation, as in every network library) of `[x, filter]` or
/// `[x, filter, bias]`.
///
/// Its gradients are `ConvolutionDataGradient` and `ConvolutionFilterGradient`; the gradients of each of
/// the three are the other two.
struct Convolution: Operation {
  let geometry: ConvolutionGeometry
  /// In how many bits it and its gradients multiply.
  var precision = TrainingPrecision.float32

  func outputShape(_ inputs: [Shape]) -> Shape {
    let result = geometry.outputShape(input: inputs[0], filter: inputs[1], of: "convolved")
    precondition(
      inputs.count < 3 || inputs[2] == [result[3]],
      "convolved: the bias has shape \(inputs[inputs.count - 1]), expected [\(result[3])]")
    return result
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, filter) = (inputs[0], inputs[1])
    let bias = inputs.count > 2 ? inputs[2] : nil
    if precision == .bfloat16 {
      let output = outputShape(inputs.map(\.shape))
      let kernel = oko_conv_shape(geometry, input: x.shape, filter: filter.shape, output: output)
      if let rounded = RoundedConvolution(kernel, geometry, direction: .forward) {
        return Tensor(shape: output) {
          rounded.run(x, filter: filter, bias: bias, into: $0)
        }
      }
    }
    return x.inFloats.untracked.convolved(
      with: PackedFilter(filter, geometry, for: x.shape), bias: bias)
  }

  var backwardReads: BackwardReads { precision == .bfloat16 ? [.inputs, .rounded] : .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (x, filter) = (context.inputs[0], context.inputs[1])
    var result: [Tensor?] = [
      context.needs[0]
        ? ConvolutionDataGradient(
          geometry: geometry, height: x.shape[1], width: x.shape[2], precision: precision)(
            gradient, filter) : nil,
      context.needs[1]
        ? ConvolutionFilterGradient(
          geometry: geometry, height: filter.shape[0], width: filter.shape[1],
          precision: precision)(x, gradient) : nil,
    ]
    if context.inputs.count > 2 {
      result.append(context.needs[2] ? gradient.sum(axes: [0, 1, 2]) : nil)
    }
    return result
  }
}

extension Tensor {
  /// Convolves with `filter`: `[N, H, W, C]` and `[KH, KW, C / groups, K]` → `[N, H', W', K]`.
  ///
  ///     let y = x.convolved(with: filter, ConvolutionGeometry(stride: 2, padding: 1))
  ///
  /// y[n, i, j, k] = bias[k] + Σ x[n, i · stride + u · dilation − padding, …, c] · filter[u, v, c, k], where
  /// what lies outside is zero. 3×3 filters at stride 1 and 4×4 filters at stride 2 go by Winograd's F(4×4, 3×3) and
  /// F(4×4, 2×2) (Lavin and Gray 2015), at a relative error of a few 10⁻⁶.
  ///
  /// - Precondition: `C` is what the filter and the groups expect; the bias is `[K]`.
  public func convolved(
    with filter: Tensor, bias: Tensor? = nil, _ geometry: ConvolutionGeometry = .init()
  ) -> Tensor {
    let operation = Convolution(geometry: geometry, precision: .current)
    guard let bias else { return operation(self, filter) }
    return operation(self, filter, bias)
  }
}
