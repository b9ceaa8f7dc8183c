import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The slopes of a segmenter's loss that are the same at every pixel, and the gradient that follows from them.
struct PixelSlopes: Sendable {
  let classCount: Int
  let channels: Int
  /// The weight of a pixel's cross-entropy in the loss, for a class weight of 1.
  let entropy: Float
  /// The slope of the Dice loss at p of each class: everywhere, and what comes to it where it is the truth.
  var diceEverywhere: [Float]
  var diceAtTruth: [Float]
  /// The weight of a pixel's edge and depth in the loss.
  var edges: Float = 0
  var depths: Float = 0

  init(classCount: Int, channels: Int, entropy: Float) {
    (self.classCount, self.channels, self.entropy) = (classCount, channels, entropy)
    diceEverywhere = [Float](repeating: 0, count: classCount)
    diceAtTruth = diceEverywhere
  }

  /// Writes the gradient at the logits of the pixels in `range`; 0 where they are ignored.
  ///
  /// With the slope g at p, that at the logits is p · (g − Σ g·p); the cross-entropy's is p − t.
  func write(
    _ range: Range<Int>, logits: UnsafePointer<Float>, probabilities: UnsafePointer<Float>,
    loss: SegmentationLoss, into result: UnsafeMutablePointer<Float>
  ) {
    let focus = loss.options.focus
    let weights = loss.options.classWeights ?? [Float](repeating: 1, count: classCount)
    diceEverywhere.withUnsafeBufferPointer { everywhere in
      loss.target.labels.withUnsafeBufferPointer { labels in
        for pixel in range {
          let target = result + pixel * channels
          let label = Int(labels[pixel])
          guard label < classCount else {
            target.update(repeating: 0, count: channels)
            continue
          }
          let p = probabilities + pixel * classCount
          var pull = entropy * weights[label]
          if focus != 0 { pull *= Self.focused(p[label], focus) }
          let atTruth = diceAtTruth[label] * p[label]
          var mean = atTruth
          for index in 0..<classCount { mean += everywhere[index] * p[index] }
          for index in 0..<classCount {
            target[index] = p[index] * (pull + everywhere[index] - mean)
          }
          target[label] += atTruth - pull
        }
      }
    }
    guard let instances = loss.target.instances else { return }
    Self.writeBinary(
      range, logits + classCount, channels, scale: edges, target: instances.edges,
      loss.target.labels, into: result + classCount)
    Self.writeBinary(
      range, logits + classCount + 1, channels, scale: depths, target: instances.depths,
      loss.target.labels, into: result + classCount + 1)
  }

  /// −p · d/dp of −(1 − p)^γ · ln p: what the focal loss multiplies the pull by.
  private static func focused(_ p: Float, _ focus: Float) -> Float {
    let (p, rest) = (max(p, 1e-7), max(1 - p, 1e-7))
    return pow(rest, focus) - focus * p * pow(rest, focus - 1) * log(p)
  }

  /// scale · (σ(x) − t).
  private static func writeBinary(
    _ range: Range<Int>, _ logits: UnsafePointer<Float>, _ channels: Int, scale: Float,
    target: [UInt8], _ labels: [UInt8], into result: UnsafeMutablePointer<Float>
  ) {
    target.withUnsafeBufferPointer { target in
      labels.withUnsafeBufferPointer { labels in
        var start = range.lowerBound
        while start < range.upperBound {
          let present = min(8, range.upperBound - start)
          var x = VectorMath.Lanes(repeating: 0)
          for lane in 0..<present { x[lane] = logits[(start + lane) * channels] }
          let sigmoid = VectorMath.sigmoidAndSoftplus(x).sigmoid
          for lane in 0..<present {
            let pixel = start + lane
            result[pixel * channels] =
              labels[pixel] == LabelMap.ignored
              ? 0 : scale * (sigmoid[lane] - Float(target[pixel]) / 255)
          }
          start += present
        }
      }
    }
  }
}
