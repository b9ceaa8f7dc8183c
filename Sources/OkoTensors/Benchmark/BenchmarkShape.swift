import COkoKernels

/// A convolution of one picture, as it is measured.
struct BenchmarkShape {
  var size: Int
  var channels: Int
  var filters: Int
  var kernel = 3
  var stride = 1

  static let all = [
    BenchmarkShape(size: 320, channels: 16, filters: 32, stride: 2),
    BenchmarkShape(size: 160, channels: 32, filters: 32),
    BenchmarkShape(size: 80, channels: 64, filters: 64),
    BenchmarkShape(size: 40, channels: 128, filters: 128),
    BenchmarkShape(size: 20, channels: 256, filters: 256),
    BenchmarkShape(size: 80, channels: 128, filters: 64, kernel: 1),
    BenchmarkShape(size: 40, channels: 384, filters: 128, kernel: 1),
  ]

  var name: String {
    "\(size)² \(channels)→\(filters) \(kernel)×\(kernel)" + (stride > 1 ? " /\(stride)" : "")
  }

  /// Forward, data gradient and filter gradient in GFLOP/s of the direct form.
  func rates(seconds: Double) -> [Double] {
    let geometry = ConvolutionGeometry(stride: stride, padding: kernel / 2)
    var random = RandomSource(seed: 1, stream: name)
    let x = Tensor(normal: [1, size, size, channels], using: &random)
    let filter = Tensor(normal: [kernel, kernel, channels, filters], using: &random)
    let packed = PackedFilter(filter, geometry, for: x.shape)
    let gradient = Tensor(normal: x.convolved(with: packed).shape, using: &random)
    let shape = oko_conv_shape(
      geometry, input: x.shape, filter: filter.shape, output: gradient.shape)
    let work = Double(shape.operations) / 1e9
    let data = ConvolutionDataGradient(geometry: geometry, height: size, width: size)
    let weights = ConvolutionFilterGradient(geometry: geometry, height: kernel, width: kernel)
    return [
      work / leastTime(seconds) { _ = x.convolved(with: packed) },
      work / leastTime(seconds) { _ = data(gradient, filter) },
      work / leastTime(seconds) { _ = weights(x, gradient) },
    ]
  }

  /// The shortest of many runs: what else goes on in the machine only ever adds.
  private func leastTime(_ seconds: Double, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    body()
    var least = Double.infinity
    repeat {
      let time = clock.measure(body) / .seconds(1)
      least = min(least, time)
    } while (clock.now - start) / .seconds(1) < seconds
    return least
  }
}
