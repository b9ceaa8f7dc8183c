import COkoKernels

extension oko_conv_shape {
  /// The convolution of `input` with `filter` to `output`, as the kernels describe it.
  init(_ geometry: ConvolutionGeometry, input: Shape, filter: Shape, output: Shape) {
    self.init(
      batch: Int64(input[0]), height: Int64(input[1]), width: Int64(input[2]),
      in_channels: Int64(input[3]), out_height: Int64(output[1]), out_width: Int64(output[2]),
      out_channels: Int64(output[3]), kernel_height: Int64(filter[0]),
      kernel_width: Int64(filter[1]), stride_y: Int64(geometry.stride.y),
      stride_x: Int64(geometry.stride.x), padding_top: Int64(geometry.padding.top),
      padding_left: Int64(geometry.padding.left), dilation_y: Int64(geometry.dilation.y),
      dilation_x: Int64(geometry.dilation.x), groups: Int64(geometry.groups), x_pixel_stride: 0,
      y_pixel_stride: 0, winograd_tile: 0, winograd_in_bf16: 0, is_transposed: 0)
  }

  /// Two for every multiplication and addition of the direct form.
  var operations: Int {
    2 * Int(batch * out_height * out_width * out_channels * kernel_height * kernel_width)
      * Int(in_channels / groups)
  }
}
