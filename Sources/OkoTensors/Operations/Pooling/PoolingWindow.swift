import COkoKernels

/// The windows of a pooling: their size, stride and padding.
struct PoolingWindow: Hashable, Sendable {
  var height: Int
  var width: Int
  var stride: ConvolutionGeometry.Steps
  var padding: ConvolutionGeometry.Padding

  init(
    height: Int, width: Int, stride: ConvolutionGeometry.Steps,
    padding: ConvolutionGeometry.Padding
  ) {
    precondition(
      height > 0 && width > 0 && stride.y > 0 && stride.x > 0
        && max(padding.top, padding.bottom) < height && max(padding.left, padding.right) < width,
      "pooling: window \(height)x\(width), stride \(stride), padding \(padding)")
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  /// `[N, H, W, C]` → `[N, H', W', C]`, rounded down.
  func outputShape(_ input: Shape) -> Shape {
    precondition(input.rank == 4, "pooling: the input has shape \(input), expected [N, H, W, C]")
    let roomY = input[1] + padding.top + padding.bottom - height
    let roomX = input[2] + padding.left + padding.right - width
    precondition(
      roomY >= 0 && roomX >= 0, "pooling: window \(height)x\(width) does not fit input \(input)")
    return [input[0], roomY / stride.y + 1, roomX / stride.x + 1, input[3]]
  }

  /// The kernels' form.
  func shape(_ input: Shape, countsPadding: Bool = false) -> oko_pool_shape {
    let output = outputShape(input)
    return oko_pool_shape(
      batch: Int64(input[0]), height: Int64(input[1]), width: Int64(input[2]),
      channels: Int64(input[3]), out_height: Int64(output[1]), out_width: Int64(output[2]),
      kernel_height: Int64(height), kernel_width: Int64(width), stride_y: Int64(stride.y),
      stride_x: Int64(stride.x), padding_top: Int64(padding.top),
      padding_left: Int64(padding.left), count_includes_padding: countsPadding ? 1 : 0,
      x_pixel_stride: 0, y_pixel_stride: 0)
  }
}
