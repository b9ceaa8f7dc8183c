import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct NormalizationKernelTests {
  @Test(arguments: kernelSets, [1, 3, 16, 33, 80]) func momentsSurviveALargeMean(
    set: String, channels: Int
  ) {
    let rows = 300
    let x = testNumbers(rows * channels).map { $0 + 1000 }
    withKernels(set) {
      var mean = [Double](repeating: 0, count: channels), deviation = mean
      var otherMean = mean, otherDeviation = mean
      x.withUnsafeBufferPointer { x in
        guard let base = x.baseAddress else { return }
        oko_channel_moments(base, 100, Int64(channels), &mean, &deviation)
        oko_channel_moments(
          base + 100 * channels, 200, Int64(channels), &otherMean, &otherDeviation)
      }
      oko_merge_moments(
        100, &mean, &deviation, 200, otherMean, otherDeviation, Int64(channels))
      for channel in 0..<channels {
        let values = (0..<rows).map { Double(x[$0 * channels + channel]) }
        let exact = values.reduce(0, +) / Double(rows)
        let squares = values.reduce(0) { $0 + ($1 - exact) * ($1 - exact) }
        #expect(abs(mean[channel] - exact) < 1e-5)
        #expect(abs(deviation[channel] - squares) < 1e-4 * squares)
      }
    }
  }

  /// The loss Σ dy · silu(gamma · x̂ + beta), with statistics taken from x.
  private func loss(_ x: [Double], _ dy: [Float], _ gamma: Double, _ beta: Double) -> Double {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return zip(x, dy).reduce(0) { total, pair in
      let value = gamma * (pair.0 - mean) / (variance + 1e-3).squareRoot() + beta
      return total + Double(pair.1) * value / (1 + exp(-value))
    }
  }

  @Test(arguments: kernelSets, [1, 5, 33]) func theBackwardPassEqualsCentralDifferences(
    set: String, channels: Int
  ) {
    let rows = 40, count = Int64(rows * channels)
    let x = testNumbers(rows * channels), dy = testNumbers(rows * channels, seed: 2)
    let gamma = testNumbers(channels, seed: 3), beta = testNumbers(channels, seed: 4)
    var mean = [Float](), inverse = [Float]()
    for channel in 0..<channels {
      let values = (0..<rows).map { Double(x[$0 * channels + channel]) }
      let average = values.reduce(0, +) / Double(rows)
      let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(rows)
      mean.append(Float(average))
      inverse.append(Float(1 / (variance + 1e-3).squareRoot()))
    }
    var sums = [Double](repeating: 0, count: channels), products = sums, dx = scratch(count)
    withKernels(set) {
      withNorm(mean, inverse, gamma, beta) { norm in
        let shape = (Int64(rows), Int64(channels))
        oko_norm_backward_reduce(
          OKO_SILU, 0, x, dy, norm, &sums, &products, shape.0, shape.1)
        let meanG = zip(sums, gamma).map { Float($0 / Double(rows)) * $1 }
        let meanProduct = zip(products, gamma).map { Float($0 / Double(rows)) * $1 }
        oko_norm_backward_apply(
          OKO_SILU, 0, x, dy, norm, meanG, meanProduct, &dx, shape.0, shape.1)
      }
    }
    for channel in 0..<channels {
      let values = (0..<rows).map { Double(x[$0 * channels + channel]) }
      let part = (0..<rows).map { dy[$0 * channels + channel] }
      let (g, b, step) = (Double(gamma[channel]), Double(beta[channel]), 1e-4)
      let byGamma = loss(values, part, g + step, b) - loss(values, part, g - step, b)
      let byBeta = loss(values, part, g, b + step) - loss(values, part, g, b - step)
      #expect(abs(products[channel] - byGamma / (2 * step)) < 1e-4)
      #expect(abs(sums[channel] - byBeta / (2 * step)) < 1e-4)
      for row in [0, 7, rows - 1] {
        var high = values, low = values
        high[row] += step
        low[row] -= step
        let slope = (loss(high, part, g, b) - loss(low, part, g, b)) / (2 * step)
        #expect(abs(Double(dx[row * channels + channel]) - slope) < 1e-4)
      }
    }
  }

  @Test(arguments: kernelSets, [1, 33]) func scaleShiftAndActivationAreOnePass(
    set: String, channels: Int
  ) {
    let x = testNumbers(9 * channels), scale = testNumbers(channels, seed: 2)
    let shift = testNumbers(channels, seed: 3)
    var y = scratch(Int64(x.count))
    withKernels(set) {
      oko_scale_shift_activate(OKO_RELU, 0, x, scale, shift, &y, 9, Int64(channels))
    }
    let expected = x.indices.map {
      max(0, Double(x[$0]) * Double(scale[$0 % channels]) + Double(shift[$0 % channels]))
    }
    #expect(largestError(y, expected) < 1e-6)
  }

  private func withNorm(
    _ mean: [Float], _ inverse: [Float], _ gamma: [Float], _ beta: [Float],
    _ body: (UnsafePointer<oko_channel_norm>) -> Void
  ) {
    mean.withUnsafeBufferPointer { mean in
      inverse.withUnsafeBufferPointer { inverse in
        gamma.withUnsafeBufferPointer { gamma in
          beta.withUnsafeBufferPointer { beta in
            var norm = oko_channel_norm(
              mean: mean.baseAddress, inverse_deviation: inverse.baseAddress,
              gamma: gamma.baseAddress, beta: beta.baseAddress)
            body(&norm)
          }
        }
      }
    }
  }
}
