import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The value of a segmenter's loss and its gradient, in two passes over the pixels.
struct SegmentationLossComputation {
  /// Pixels of a chunk; sums depend on it, so it never changes with the machine.
  private static let grain = 4096

  private let loss: SegmentationLoss
  private let logits: Tensor
  private let classCount: Int
  private let channels: Int
  /// The softmax over the classes, `[pixels, classes]`.
  private let probabilities: Tensor
  private let sums: PixelSums

  /// Makes the first pass: the softmax of every pixel and the sums that the parts are made of.
  init(logits: Tensor, loss: SegmentationLoss) {
    (self.loss, self.logits, classCount) = (loss, logits, loss.classCount)
    let (classCount, channels) = (loss.classCount, logits.shape[3])
    self.channels = channels
    let pixels = loss.target.labels.count
    let chunkCount = (pixels + Self.grain - 1) / Self.grain
    var chunks = [PixelSums](repeating: PixelSums(classCount: classCount), count: chunkCount)
    let made = Tensor(shape: [pixels, classCount]) { probabilities in
      logits.withUnsafePointer { logits in
        chunks.withUnsafeMutableBufferPointer { chunks in
          nonisolated(unsafe) let (chunks, probabilities) = (chunks, probabilities)
          Workers.shared.run(chunks: chunkCount) { chunk in
            let range = chunk * Self.grain..<min(pixels, (chunk + 1) * Self.grain)
            var sums = PixelSums(classCount: classCount)
            sums.add(
              range, logits: logits, channels: channels, loss: loss, probabilities: probabilities)
            chunks[chunk] = sums
          }
        }
      }
    }
    probabilities = made
    sums = chunks.reduce(into: PixelSums(classCount: classCount)) { $0.add($1) }
  }

  /// Cross-entropy, Dice and, where instances are separated, edges and depths; weighted.
  var parts: [Float] {
    let options = loss.options
    let entropy = sums.weight > 0 ? sums.entropy / sums.weight : 0
    var parts = [options.crossEntropy * Float(entropy), options.dice * Float(1 - meanDice)]
    if loss.target.instances != nil {
      let count = max(Double(sums.pixels), 1)
      parts.append(options.edges * Float(sums.edges / count))
      parts.append(options.depths * Float(sums.depths / count))
    }
    return parts.map { $0 * loss.weight }
  }

  /// The classes whose Dice counts.
  private var diceClasses: [Int] {
    let first = loss.options.diceCountsFirstClass ? 0 : 1
    return (first..<classCount).filter { sums.truths[$0] > 0 }
  }

  private var meanDice: Double {
    let classes = diceClasses
    guard !classes.isEmpty else { return 1 }
    return classes.reduce(0) { $0 + dice($1) } / Double(classes.count)
  }

  private func dice(_ index: Int) -> Double {
    (2 * sums.overlaps[index] + 1) / (sums.predictions[index] + sums.truths[index] + 1)
  }

  /// The gradient at the logits of Σ scale · part.
  func gradient(scaledBy scales: [Float]) -> Tensor {
    var slopes = PixelSlopes(
      classCount: classCount, channels: channels,
      entropy: sums.weight > 0
        ? loss.weight * scales[0] * loss.options.crossEntropy / Float(sums.weight) : 0)
    let classes = diceClasses
    for index in classes {
      // Of D = (2 I + 1) / U with U = P + T + 1: dD/dp = 2 t / U − D / U.
      let union = sums.predictions[index] + sums.truths[index] + 1
      let factor =
        -Double(loss.weight * scales[1] * loss.options.dice) / Double(classes.count) / union
      slopes.diceAtTruth[index] = Float(2 * factor)
      slopes.diceEverywhere[index] = Float(-dice(index) * factor)
    }
    let perPixel = loss.weight / Float(max(sums.pixels, 1))
    slopes.edges = perPixel * scales[2] * loss.options.edges
    slopes.depths = perPixel * scales[3] * loss.options.depths
    let pixels = loss.target.labels.count
    return Tensor(shape: logits.shape) { result in
      nonisolated(unsafe) let result = result
      logits.withUnsafePointer { logits in
        probabilities.withUnsafePointer { probabilities in
          Workers.shared.run(over: pixels, grain: Self.grain) { range in
            slopes.write(
              range, logits: logits, probabilities: probabilities, loss: loss, into: result)
          }
        }
      }
    }
  }
}
