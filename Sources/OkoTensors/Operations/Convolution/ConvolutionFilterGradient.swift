import COkoKernels

/// The gradient of a convolution at its filter, from `[x, dy]`, either of which may be rounded.
struct ConvolutionFilterGradient: Operation {
  /// The geometry of the convolution whose gradient this is.
  let geometry: ConvolutionGeometry
  /// The rows of the filter.
  let height: Int
  /// The columns of the filter.
  let width: Int
  /// In how many bits it and its gradients multiply.
  var precision = TrainingPrecision.float32

  func outputShape(_ inputs: [Shape]) -> Shape {
    let (x, gradient) = (inputs[0], inputs[1])
    precondition(
      x.rank == 4 && gradient.rank == 4 && x[3] % geometry.groups == 0,
      "convolution filter gradient: shapes \(x) and \(gradient) in \(geometry.groups) groups")
    let filter: Shape = [height, width, x[3] / geometry.groups, gradient[3]]
    let expected = geometry.outputShape(
      input: x, filter: filter, of: "convolution filter gradient")
    precondition(
      gradient == expected,
      "convolution filter gradient: the gradient has shape \(gradient), expected \(expected)")
    return filter
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, gradient) = (inputs[0], inputs[1])
    let shape: Shape = [height, width, x.shape[3] / geometry.groups, gradient.shape[3]]
    let kernel = oko_conv_shape(geometry, input: x.shape, filter: shape, output: gradient.shape)
    let split = FilterGradientSplit(kernel, precision)
    let operands = split.operands(x, gradient)
    return withExtendedLifetime(operands) {
      Tensor(shape: shape) { result in
        accumulate(split, kernel, operands.0, operands.1, into: result, count: shape.count)
      }
    }
  }

  /// Sums over the rows or the tiles of the output, in chunks with accumulators of their own, whose parts of the filter
  /// threads share where there are few chunks.
  private func accumulate(
    _ split: FilterGradientSplit, _ kernel: oko_conv_shape, _ x: Tensor, _ gradient: Tensor,
    into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    let (chunks, parts) = (split.chunks, split.shares)
    withScratch((chunks - 1) * count) { accumulators in
      Workers.shared.run(over: count, grain: 1 << 16) { range in
        (result + range.lowerBound).update(repeating: 0, count: range.count)
        for chunk in 1..<max(chunks, 1) {
          (accumulators + (chunk - 1) * count + range.lowerBound)
            .update(repeating: 0, count: range.count)
        }
      }
      Workers.shared.run(chunks: chunks * parts) { index in
        let (chunk, part) = (index / parts, index % parts)
        let target = chunk == 0 ? result : accumulators + (chunk - 1) * count
        split.add(chunk: chunk, share: part, of: kernel, x, gradient, to: target)
      }
      guard chunks > 1 else { return }
      Workers.shared.run(over: count, grain: 1 << 14) { range in
        for chunk in 1..<chunks {
          oko_axpy(
            1, accumulators + (chunk - 1) * count + range.lowerBound, result + range.lowerBound,
            Int64(range.count))
        }
      }
    }
  }

  var backwardReads: BackwardReads { precision == .bfloat16 ? [.inputs, .rounded] : .inputs }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (x, source) = (context.inputs[0], context.inputs[1])
    return [
      context.needs[0]
        ? ConvolutionDataGradient(
          geometry: geometry, height: x.shape[1], width: x.shape[2], precision: precision)(
            source, gradient) : nil,
      context.needs[1] ? Convolution(geometry: geometry, precision: precision)(x, gradient) : nil,
    ]
  }
}
