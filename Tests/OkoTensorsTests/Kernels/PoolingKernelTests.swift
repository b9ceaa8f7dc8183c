import COkoKernels
import TestSupport
import Testing

@Suite struct PoolingKernelTests {
  static let shapes: [oko_pool_shape] = [
    pool(size: (7, 13), channels: 3, kernel: 2, stride: 2, padding: 0),
    pool(size: (13, 7), channels: 33, kernel: 5, stride: 1, padding: 2),
    pool(size: (9, 9), channels: 16, kernel: 3, stride: 2, padding: 1),
    pool(size: (1, 1), channels: 1, kernel: 3, stride: 1, padding: 1),
  ]

  static func pool(
    size: (Int64, Int64), channels: Int64, kernel: Int64, stride: Int64, padding: Int64
  ) -> oko_pool_shape {
    oko_pool_shape(
      batch: 2, height: size.0, width: size.1, channels: channels,
      out_height: (size.0 + 2 * padding - kernel) / stride + 1,
      out_width: (size.1 + 2 * padding - kernel) / stride + 1, kernel_height: kernel,
      kernel_width: kernel, stride_y: stride, stride_x: stride, padding_top: padding,
      padding_left: padding, count_includes_padding: 0,
      x_pixel_stride: 0, y_pixel_stride: 0)
  }

  /// The flat indices of the values in every window, by flat output index.
  private func windows(_ s: oko_pool_shape) -> [[Int]] {
    var windows: [[Int]] = []
    for row in 0..<(s.batch * s.out_height) {
      for outX in 0..<s.out_width {
        for channel in 0..<s.channels {
          var window: [Int] = []
          for kernelY in 0..<s.kernel_height {
            for kernelX in 0..<s.kernel_width {
              let y = row % s.out_height * s.stride_y - s.padding_top + kernelY
              let x = outX * s.stride_x - s.padding_left + kernelX
              guard y >= 0, y < s.height, x >= 0, x < s.width else { continue }
              let image = row / s.out_height
              window.append(
                Int(((image * s.height + y) * s.width + x) * s.channels + channel))
            }
          }
          windows.append(window)
        }
      }
    }
    return windows
  }

  @Test(arguments: kernelSets, shapes.indices) func maximumAndItsGradient(set: String, index: Int) {
    var s = Self.shapes[index]
    let x = testNumbers(Int(s.batch * s.height * s.width * s.channels)), windows = windows(s)
    let dy = testNumbers(windows.count, seed: 2)
    var y = scratch(Int64(windows.count)), dx = scratch(Int64(x.count))
    var indices = [Int32](repeating: -1, count: windows.count)
    withKernels(set) {
      oko_max_pool_forward(&s, x, &y, &indices, 0, s.batch * s.out_height)
      oko_max_pool_backward(&s, dy, indices, &dx, 0, s.batch * s.height)
    }
    #expect(y == windows.map { window in window.map { x[$0] }.max() ?? .nan })
    var expected = [Double](repeating: 0, count: x.count)
    for (index, window) in windows.enumerated() {
      guard let best = window.max(by: { x[$0] < x[$1] }) else { continue }
      expected[best] += Double(dy[index])
    }
    #expect(largestError(dx, expected) < 1e-6)
  }

  @Test(arguments: kernelSets, 0..<(2 * shapes.count)) func averageAndItsGradient(
    set: String, index: Int
  ) {
    let includesPadding = Int32(index % 2)
    var s = Self.shapes[index / 2]
    s.count_includes_padding = includesPadding
    let x = testNumbers(Int(s.batch * s.height * s.width * s.channels)), windows = windows(s)
    let dy = testNumbers(windows.count, seed: 2)
    var y = scratch(Int64(windows.count)), dx = scratch(Int64(x.count))
    withKernels(set) {
      oko_average_pool_forward(&s, x, &y, 0, s.batch * s.out_height)
      oko_average_pool_backward(&s, dy, &dx, 0, s.batch * s.height)
    }
    var expected = [Double](repeating: 0, count: x.count), means: [Double] = []
    for (index, window) in windows.enumerated() {
      let area =
        includesPadding == 1 ? Double(s.kernel_height * s.kernel_width) : Double(window.count)
      means.append(window.reduce(0) { $0 + Double(x[$1]) } / area)
      for place in window { expected[place] += Double(dy[index]) / area }
    }
    #expect(largestError(y, means) < 1e-6)
    #expect(largestError(dx, expected) < 1e-6)
  }

  @Test(arguments: kernelSets, [1, 5, 33] as [Int64]) func upsamplingRepeatsAndItsGradientSums(
    set: String, channels: Int64
  ) {
    let x = testNumbers(Int(4 * 3 * channels)), dy = testNumbers(x.count * 4, seed: 2)
    var y = scratch(Int64(x.count * 4)), dx = scratch(Int64(x.count))
    withKernels(set) {
      oko_upsample2_forward(x, &y, 3, channels, 0, 0, 0, 4)
      oko_upsample2_backward(dy, &dx, 3, channels, 0, 4)
    }
    var expected = [Double](repeating: 0, count: x.count)
    for index in dy.indices {
      let (pixel, channel) = (index / Int(channels), index % Int(channels))
      let source = (pixel / 6 / 2 * 3 + pixel % 6 / 2) * Int(channels) + channel
      #expect(y[index] == x[source])
      expected[source] += Double(dy[index])
    }
    #expect(largestError(dx, expected) < 1e-6)
  }
}
