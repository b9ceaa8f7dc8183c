import COkoKernels

/// What a convolution does to which shape, for people: `3×3 /2 direct of 64 → [1, 32, 32, 64]`.
struct ConvolutionDescription {
  private let kernel: oko_conv_shape
  private let filter: Shape
  private let direction: PackedFilter.Direction

  init(_ kernel: oko_conv_shape, _ filter: Shape, _ direction: PackedFilter.Direction) {
    (self.kernel, self.filter, self.direction) = (kernel, filter, direction)
  }

  /// The description of one that is computed in a certain form.
  func text(form: String) -> String {
    let isTransposed = direction == .dataGradient
    let (from, to) = (kernel.in_channels, kernel.out_channels)
    let result =
      isTransposed
      ? [kernel.batch, kernel.height, kernel.width, from]
      : [kernel.batch, kernel.out_height, kernel.out_width, to]
    return "\(filter[0])×\(filter[1])"
      + (kernel.stride_y > 1 ? " /\(kernel.stride_y)" : "")
      + (kernel.groups > 1 ? " in \(kernel.groups) groups" : "")
      + (isTransposed ? " transposed" : "")
      + " \(form) of \(isTransposed ? to : from) → \(result)"
  }
}
