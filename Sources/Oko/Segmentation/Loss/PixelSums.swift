import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the parts of a segmenter's loss are made of, summed over pixels that are not ignored.
struct PixelSums: Sendable {
  /// Σ w_y · (1 − p_y)^γ · (−ln p_y).
  var entropy = 0.0
  /// Σ w_y.
  var weight = 0.0
  /// How many pixels.
  var pixels = 0
  /// Σ p of each class.
  var predictions: [Double]
  /// Σ t of each class: pixels that have it.
  var truths: [Double]
  /// Σ p · t of each class.
  var overlaps: [Double]
  /// Σ of the binary cross-entropy of the edges.
  var edges = 0.0
  /// Σ of the binary cross-entropy of the depths.
  var depths = 0.0

  init(classCount: Int) {
    predictions = [Double](repeating: 0, count: classCount)
    (truths, overlaps) = (predictions, predictions)
  }

  mutating func add(_ other: PixelSums) {
    entropy += other.entropy
    weight += other.weight
    pixels += other.pixels
    for index in predictions.indices {
      predictions[index] += other.predictions[index]
      truths[index] += other.truths[index]
      overlaps[index] += other.overlaps[index]
    }
    edges += other.edges
    depths += other.depths
  }

  /// Adds the pixels of `range` and writes their softmax.
  mutating func add(
    _ range: Range<Int>, logits: UnsafePointer<Float>, channels: Int, loss: SegmentationLoss,
    probabilities: UnsafeMutablePointer<Float>
  ) {
    let classCount = loss.classCount
    let weights =
      loss.options.classWeights ?? [Float](repeating: 1, count: classCount)
    let focus = loss.options.focus
    loss.target.labels.withUnsafeBufferPointer { labels in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: classCount) { predicted in
        predicted.initialize(repeating: 0)
        for pixel in range {
          let row = logits + pixel * channels
          let p = probabilities + pixel * classCount
          let logSum = PixelSoftmax.write(row, count: classCount, into: p)
          let label = Int(labels[pixel])
          guard label < classCount else { continue }
          pixels += 1
          let surprise = logSum - row[label]
          let share = focus == 0 ? 1 : pow(max(1 - p[label], 0), focus)
          entropy += Double(weights[label] * share * surprise)
          weight += Double(weights[label])
          truths[label] += 1
          overlaps[label] += Double(p[label])
          for index in 0..<classCount { predicted[index] += p[index] }
        }
        for index in 0..<classCount { predictions[index] += Double(predicted[index]) }
      }
    }
    guard let instances = loss.target.instances else { return }
    edges = Self.binaryEntropy(
      range, logits + classCount, channels, target: instances.edges, loss.target.labels)
    depths = Self.binaryEntropy(
      range, logits + classCount + 1, channels, target: instances.depths, loss.target.labels)
  }

  /// Σ ln(1 + eˣ) − t · x.
  private static func binaryEntropy(
    _ range: Range<Int>, _ logits: UnsafePointer<Float>, _ channels: Int, target: [UInt8],
    _ labels: [UInt8]
  ) -> Double {
    var sum = 0.0
    target.withUnsafeBufferPointer { target in
      labels.withUnsafeBufferPointer { labels in
        var start = range.lowerBound
        while start < range.upperBound {
          let present = min(8, range.upperBound - start)
          var (x, t) = (VectorMath.Lanes(repeating: 0), VectorMath.Lanes(repeating: 0))
          var counts = VectorMath.Lanes(repeating: 0)
          for lane in 0..<present where labels[start + lane] != LabelMap.ignored {
            x[lane] = logits[(start + lane) * channels]
            t[lane] = Float(target[start + lane]) / 255
            counts[lane] = 1
          }
          let softplus = VectorMath.sigmoidAndSoftplus(x).softplus
          sum += Double(VectorMath.sum((softplus - t * x) * counts))
          start += present
        }
      }
    }
    return sum
  }
}

/// The softmax of the logits of one pixel.
enum PixelSoftmax {
  /// Writes `count` probabilities and returns ln Σ eˣ.
  @inline(__always)
  static func write(
    _ logits: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) -> Float {
    var most = logits[0]
    for index in 1..<max(count, 1) { most = max(most, logits[index]) }
    var sum: Float = 0
    var start = 0
    while start < count {
      let present = min(8, count - start)
      var lanes = VectorMath.Lanes(repeating: 0)
      for lane in 0..<present { lanes[lane] = logits[start + lane] - most }
      let powers = VectorMath.exponential(lanes)
      for lane in 0..<present {
        result[start + lane] = powers[lane]
        sum += powers[lane]
      }
      start += present
    }
    let inverse = 1 / sum
    for index in 0..<count { result[index] *= inverse }
    return most + log(sum)
  }
}
