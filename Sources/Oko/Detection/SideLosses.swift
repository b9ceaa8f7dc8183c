#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging

/// The box and distribution losses of one anchor that answers for a target, with their gradients.
///
/// Everything is in strides from the anchor, in double precision: there are few such anchors.
struct SideLosses: Sendable {
  private(set) var classIndex = 0
  private(set) var classGradient: Float = 0
  /// score · (1 − complete overlap).
  let box: Double
  /// score · the mean over the sides of the cross-entropy with the two bins nearest to the target.
  let distribution: Double
  /// The gradients at the 64 logits.
  let boxGradient: [Float]
  let distributionGradient: [Float]

  init(
    _ positive: TaskAlignedAssigner.Positive, logits: UnsafePointer<Float>, grid: AnchorGrid,
    target: Box
  ) {
    let bins = DistributionCodec.bins
    let stride = Double(grid.strides[positive.anchor])
    let x = Double(grid.centersX[positive.anchor])
    let y = Double(grid.centersY[positive.anchor])
    let score = Double(positive.score)
    let edges = (SIMD4(target.x, target.y, target.maxX, target.maxY) - SIMD4(x, y, x, y)) / stride
    // Outwards is against the axis on the left and at the top.
    let signs = SIMD4<Double>(-1, -1, 1, 1)
    let sides = (0..<4).map { Self.softmax(logits + $0 * bins) }
    let reach = SIMD4(
      sides[0].expectation, sides[1].expectation, sides[2].expectation, sides[3].expectation)
    let overlap = CompleteOverlap.valueAndGradient(reach * signs, target: edges)
    let slope = overlap.gradient * signs * -score

    var entropy = 0.0
    var boxGradient = [Float](repeating: 0, count: 4 * bins)
    var distributionGradient = boxGradient
    for side in 0..<4 {
      let distance = min(max(edges[side] * signs[side], 0), DistributionCodec.farthest)
      let lower = Int(distance)
      let upperShare = distance - Double(lower)
      let (probabilities, logOfSum, expectation) = sides[side]
      func crossEntropy(_ bin: Int) -> Double { logOfSum - Double(logits[side * bins + bin]) }
      entropy += crossEntropy(lower) * (1 - upperShare) + crossEntropy(lower + 1) * upperShare
      for bin in 0..<bins {
        let wanted = bin == lower ? 1 - upperShare : bin == lower + 1 ? upperShare : 0
        let probability = probabilities[bin]
        distributionGradient[side * bins + bin] = Float((probability - wanted) * score / 4)
        boxGradient[side * bins + bin] = Float(
          slope[side] * probability * (Double(bin) - expectation))
      }
    }
    box = score * (1 - overlap.value)
    distribution = score * entropy / 4
    self.boxGradient = boxGradient
    self.distributionGradient = distributionGradient
  }

  /// The same, remembering what the anchor's class adds.
  func answering(classIndex: Int, gradient: Float) -> SideLosses {
    var result = self
    result.classIndex = classIndex
    result.classGradient = gradient
    return result
  }

  private static func softmax(
    _ logits: UnsafePointer<Float>
  ) -> (probabilities: [Double], logOfSum: Double, expectation: Double) {
    let values = (0..<DistributionCodec.bins).map { Double(logits[$0]) }
    let largest = values.reduce(-Double.infinity) { $1 > $0 ? $1 : $0 }
    let powers = values.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    let probabilities = powers.map { $0 / sum }
    let expectation = zip(0..<powers.count, probabilities).reduce(0) { $0 + Double($1.0) * $1.1 }
    return (probabilities, log(sum) + largest, expectation)
  }
}
