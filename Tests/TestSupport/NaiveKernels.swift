/// The shape of a convolution, as the naive loops read it.
package struct NaiveConvolution: Sendable, CustomStringConvertible {
  package var batch = 1
  package var height: Int
  package var width: Int
  package var inChannels: Int
  package var outChannels: Int
  package var kernelHeight = 3
  package var kernelWidth = 3
  package var stride = 1
  package var padding = 1
  package var dilation = 1
  package var groups = 1

  package init(
    batch: Int = 1, size: (Int, Int), channels: (Int, Int), kernel: (Int, Int) = (3, 3),
    stride: Int = 1, padding: Int = 1, dilation: Int = 1, groups: Int = 1
  ) {
    self.batch = batch
    (height, width) = size
    (inChannels, outChannels) = channels
    (kernelHeight, kernelWidth) = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  package var outHeight: Int {
    (height + 2 * padding - (kernelHeight - 1) * dilation - 1) / stride + 1
  }
  package var outWidth: Int {
    (width + 2 * padding - (kernelWidth - 1) * dilation - 1) / stride + 1
  }
  package var inputCount: Int { batch * height * width * inChannels }
  package var outputCount: Int { batch * outHeight * outWidth * outChannels }
  package var filterCount: Int { kernelHeight * kernelWidth * inChannels / groups * outChannels }

  package var description: String {
    "\(batch)·\(height)x\(width) \(inChannels)→\(outChannels) \(kernelHeight)x\(kernelWidth)"
      + " stride \(stride) padding \(padding) dilation \(dilation) groups \(groups)"
  }

  /// Calls `body` with the flat indices (input, filter, output) of every product.
  package func forEachProduct(_ body: (Int, Int, Int) -> Void) {
    let inGroup = inChannels / groups, outGroup = outChannels / groups
    for image in 0..<batch {
      for outY in 0..<outHeight {
        for outX in 0..<outWidth {
          for kernelY in 0..<kernelHeight {
            let y = outY * stride - padding + kernelY * dilation
            guard y >= 0, y < height else { continue }
            for kernelX in 0..<kernelWidth {
              let x = outX * stride - padding + kernelX * dilation
              guard x >= 0, x < width else { continue }
              let input = ((image * height + y) * width + x) * inChannels
              let filter = (kernelY * kernelWidth + kernelX) * inGroup * outChannels
              let output = ((image * outHeight + outY) * outWidth + outX) * outChannels
              for out in 0..<outChannels {
                for channel in 0..<inGroup {
                  body(
                    input + out / outGroup * inGroup + channel,
                    filter + channel * outChannels + out, output + out)
                }
              }
            }
          }
        }
      }
    }
  }

  /// y, summed in double precision.
  package func forward(_ x: [Float], _ filter: [Float]) -> [Double] {
    var y = [Double](repeating: 0, count: outputCount)
    forEachProduct { y[$2] += Double(x[$0]) * Double(filter[$1]) }
    return y
  }

  /// The gradient of x.
  package func backwardData(_ dy: [Float], _ filter: [Float]) -> [Double] {
    var dx = [Double](repeating: 0, count: inputCount)
    forEachProduct { dx[$0] += Double(dy[$2]) * Double(filter[$1]) }
    return dx
  }

  /// The gradient of the filter.
  package func backwardFilter(_ x: [Float], _ dy: [Float]) -> [Double] {
    var dw = [Double](repeating: 0, count: filterCount)
    forEachProduct { dw[$1] += Double(dy[$2]) * Double(x[$0]) }
    return dw
  }
}

/// Small reproducible numbers between -1 and 1.
package func testNumbers(_ count: Int, seed: UInt32 = 1) -> [Float] {
  var state = seed &* 2_654_435_761 &+ 12345
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(state >> 8) / 8_388_608 - 1
  }
}

/// The largest |value − expected| / (1 + |expected|); infinite where one is not a number.
package func largestError(_ values: [Float], _ expected: [Double]) -> Double {
  guard values.count == expected.count else { return .infinity }
  var worst = 0.0
  for (value, reference) in zip(values, expected) {
    let error = abs(Double(value) - reference) / (1 + abs(reference))
    if !(error <= worst) { worst = error.isNaN ? .infinity : error }
  }
  return worst
}
