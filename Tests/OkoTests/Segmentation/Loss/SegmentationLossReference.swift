import Foundation
import Oko

/// The loss as its documentation has it, one sum after the other.
struct SegmentationLossReference {
  let logits: [[Double]]
  let labels: [UInt8]
  let classCount: Int
  var options = SegmentationLossOptions()
  var edges: [Double]?
  var depths: [Double]?

  private var known: [Int] { labels.indices.filter { labels[$0] != 255 } }

  private func probabilities(_ pixel: Int) -> [Double] {
    let powers = logits[pixel].prefix(classCount).map { exp($0) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  var entropy: Double {
    var (sum, weights) = (0.0, 0.0)
    for pixel in known {
      let label = Int(labels[pixel])
      let p = probabilities(pixel)[label]
      let weight = Double(options.classWeights?[label] ?? 1)
      sum -= weight * pow(1 - p, Double(options.focus)) * log(p)
      weights += weight
    }
    return weights > 0 ? sum / weights : 0
  }

  var dice: Double {
    let first = options.diceCountsFirstClass ? 0 : 1
    let shares = (first..<classCount).compactMap { index -> Double? in
      let truth = known.filter { labels[$0] == UInt8(index) }
      guard !truth.isEmpty else { return nil }
      let overlap = truth.reduce(0) { $0 + probabilities($1)[index] }
      let predicted = known.reduce(0) { $0 + probabilities($1)[index] }
      return (2 * overlap + 1) / (predicted + Double(truth.count) + 1)
    }
    return shares.isEmpty ? 0 : 1 - shares.reduce(0, +) / Double(shares.count)
  }

  func binary(_ target: [Double], channel: Int) -> Double {
    let sum = known.reduce(0.0) { sum, pixel in
      let x = logits[pixel][channel]
      return sum + log(1 + exp(x)) - target[pixel] * x
    }
    return sum / Double(max(known.count, 1))
  }

  /// The parts, unweighted but for the options.
  var parts: [Double] {
    var parts = [Double(options.crossEntropy) * entropy, Double(options.dice) * dice]
    if let edges, let depths {
      parts.append(Double(options.edges) * binary(edges, channel: classCount))
      parts.append(Double(options.depths) * binary(depths, channel: classCount + 1))
    }
    return parts
  }
}
