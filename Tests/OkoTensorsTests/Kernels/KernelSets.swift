import COkoKernels
import TestSupport

/// The instruction sets of this machine.
let kernelSets: [String] = (0..<4).compactMap {
  oko_kernels_available($0).map { String(cString: $0) }
}

/// Runs `body` with an instruction set selected for the calling thread.
func withKernels<Result>(_ set: String, _ body: () throws -> Result) rethrows -> Result {
  oko_kernels_select_for_thread(set)
  defer { oko_kernels_select_for_thread(nil) }
  return try body()
}

/// Memory of `count` floats that the kernels may scribble on.
func scratch(_ count: Int64) -> [Float] { [Float](repeating: .nan, count: Int(count)) }

extension NaiveConvolution {
  /// The same shape for the kernels.
  var kernelShape: oko_conv_shape {
    oko_conv_shape(
      batch: Int64(batch), height: Int64(height), width: Int64(width),
      in_channels: Int64(inChannels), out_height: Int64(outHeight), out_width: Int64(outWidth),
      out_channels: Int64(outChannels), kernel_height: Int64(kernelHeight),
      kernel_width: Int64(kernelWidth), stride_y: Int64(stride), stride_x: Int64(stride),
      padding_top: Int64(padding), padding_left: Int64(padding), dilation_y: Int64(dilation),
      dilation_x: Int64(dilation), groups: Int64(groups), x_pixel_stride: 0, y_pixel_stride: 0,
      winograd_tile: 0, winograd_in_bf16: 0, is_transposed: 0)
  }

  /// Odd shapes: few, odd and many channels, small and uneven sizes, strides, dilation, groups.
  static let oddShapes: [NaiveConvolution] = [
    NaiveConvolution(size: (1, 1), channels: (1, 1)),
    NaiveConvolution(size: (7, 13), channels: (3, 16)),
    NaiveConvolution(size: (13, 7), channels: (3, 33), stride: 2),
    NaiveConvolution(batch: 2, size: (13, 13), channels: (5, 80), stride: 3),
    NaiveConvolution(size: (20, 31), channels: (16, 33)),
    NaiveConvolution(size: (13, 13), channels: (33, 5), padding: 2, dilation: 2),
    NaiveConvolution(size: (7, 7), channels: (80, 16), kernel: (1, 1), padding: 0),
    NaiveConvolution(size: (7, 40), channels: (33, 80), kernel: (1, 1), padding: 0),
    NaiveConvolution(size: (8, 9), channels: (16, 16), kernel: (1, 1), stride: 2, padding: 0),
    NaiveConvolution(size: (13, 31), channels: (8, 48), kernel: (4, 2), stride: 2),
    NaiveConvolution(size: (16, 17), channels: (3, 32), kernel: (7, 7), stride: 2, padding: 3),
    NaiveConvolution(batch: 2, size: (12, 16), channels: (3, 33), kernel: (4, 4), stride: 2),
    NaiveConvolution(size: (13, 7), channels: (6, 9), groups: 3),
    NaiveConvolution(size: (7, 13), channels: (32, 64), stride: 2, groups: 2),
    NaiveConvolution(batch: 2, size: (13, 15), channels: (33, 33), groups: 33),
    NaiveConvolution(size: (13, 15), channels: (80, 80), stride: 2, groups: 80),
    NaiveConvolution(size: (9, 9), channels: (5, 5), padding: 2, dilation: 2, groups: 5),
    NaiveConvolution(size: (2, 2), channels: (4, 4), kernel: (2, 2), stride: 3, padding: 5),
  ]
}
