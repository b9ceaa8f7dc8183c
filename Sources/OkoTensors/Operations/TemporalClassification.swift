#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Connectionist temporal classification: −ln of the probability that a line of steps spells a label.
///
/// Input: logits `[N, T, K]`, class 0 the blank. Result: a loss for each sequence, `[N]`.
struct TemporalClassification: Operation {
  let labels: [[Int]]
  /// How many of the T steps each sequence has.
  let lengths: [Int]

  func outputShape(_ inputs: [Shape]) -> Shape {
    let logits = inputs[0]
    precondition(
      logits.rank == 3 && logits[0] == labels.count && logits[0] == lengths.count
        && lengths.allSatisfy { (0...logits[1]).contains($0) },
      "temporalClassificationLoss: logits \(logits), \(labels.count) labels, lengths \(lengths)")
    precondition(
      labels.allSatisfy { $0.allSatisfy { $0 > 0 && $0 < logits[2] } },
      "temporalClassificationLoss: a label's classes must be from 1 to \(logits[2] - 1)")
    return [labels.count]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (logits, shape) = (inputs[0].pointer, inputs[0].shape)
    return Tensor(shape: [labels.count]) { result in
      Workers.shared.run(chunks: labels.count) { index in
        let line = LabelledLine(
          logits + index * shape[1] * shape[2], steps: lengths[index], classes: shape[2],
          label: labels[index])
        result[index] = Float(-line.logLikelihood(line.prefixes()))
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    precondition(
      !gradient.isTracked && !context.inputs[0].isTracked,
      "temporalClassificationLoss: its gradient cannot be differentiated again")
    let (logits, shape) = (context.inputs[0], context.inputs[0].shape)
    let size = shape[1] * shape[2]
    return [
      Tensor(shape: shape) { result in
        Workers.shared.run(chunks: labels.count) { index in
          let target = result + index * size
          target.update(repeating: 0, count: size)
          LabelledLine(
            logits.pointer + index * size, steps: lengths[index], classes: shape[2],
            label: labels[index]
          ).addGradient(times: gradient.pointer[index], to: target)
        }
      }
    ]
  }
}

/// One line of steps with its label; all sums of probabilities in logarithms and double precision.
///
/// After Graves et al. 2006: the label is spelled with blanks before, between and behind its classes, and a path
/// through the steps stays, goes on by one, or skips a blank between two different classes.
private struct LabelledLine {
  private let steps: Int
  private let classes: Int
  /// The label with its blanks.
  private let path: [Int]
  /// ln of the softmax, `[steps, classes]`.
  private let logProbabilities: [Double]

  init(_ logits: UnsafePointer<Float>, steps: Int, classes: Int, label: [Int]) {
    (self.steps, self.classes) = (steps, classes)
    path = [0] + label.flatMap { [$0, 0] }
    logProbabilities = [Double](unsafeUninitializedCapacity: steps * classes) { result, count in
      for step in 0..<steps {
        let row = UnsafeBufferPointer(start: logits + step * classes, count: classes)
        let largest = Double(row.max() ?? 0)
        let total = row.reduce(0.0) { $0 + exp(Double($1) - largest) }
        let shift = largest + log(total)
        for (index, logit) in row.enumerated() {
          result.initializeElement(at: step * classes + index, to: Double(logit) - shift)
        }
      }
      count = steps * classes
    }
  }

  /// Whether a path may come to `place` from two places before.
  private func skips(to place: Int) -> Bool {
    place >= 2 && path[place] != 0 && path[place] != path[place - 2]
  }

  /// For each step and place the logarithm of the probability of all ways to be there by then, `[steps, places]`.
  func prefixes() -> [Double] {
    var result = [Double](repeating: -.infinity, count: steps * path.count)
    for step in 0..<steps {
      let row = step * path.count
      for place in path.indices {
        var sum: Double
        if step == 0 {
          sum = place < 2 ? 0 : -.infinity
        } else {
          let before = row - path.count + place
          sum = result[before]
          if place > 0 { sum = logSum(sum, result[before - 1]) }
          if skips(to: place) { sum = logSum(sum, result[before - 2]) }
        }
        result[row + place] = sum + logProbabilities[step * classes + path[place]]
      }
    }
    return result
  }

  /// The logarithm of the label's probability.
  func logLikelihood(_ prefixes: [Double]) -> Double {
    guard steps > 0 else { return path.count == 1 ? 0 : -.infinity }
    let last = prefixes.count - 1
    return path.count == 1 ? prefixes[last] : logSum(prefixes[last], prefixes[last - 1])
  }

  /// Adds the gradient at the logits: softmax less the share of the label's paths that pass each class.
  ///
  /// Where no path fits into the steps, there is none.
  func addGradient(times factor: Float, to target: UnsafeMutablePointer<Float>) {
    let prefixes = prefixes(), total = logLikelihood(prefixes)
    guard steps > 0, total > -.infinity else { return }
    let places = path.count
    // What is still to come after the step at hand.
    var suffix = [Double](repeating: -.infinity, count: places)
    for place in max(0, places - 2)..<places { suffix[place] = 0 }
    for step in (0..<steps).reversed() {
      let row = target + step * classes
      for index in 0..<classes {
        row[index] += factor * Float(exp(logProbabilities[step * classes + index]))
      }
      for place in 0..<places {
        let share = exp(prefixes[step * places + place] + suffix[place] - total)
        row[path[place]] -= factor * Float(share)
      }
      guard step > 0 else { return }
      for place in 0..<places { suffix[place] += logProbabilities[step * classes + path[place]] }
      for place in 0..<places {
        var sum = suffix[place]
        if place + 1 < places { sum = logSum(sum, suffix[place + 1]) }
        if place + 2 < places, skips(to: place + 2) { sum = logSum(sum, suffix[place + 2]) }
        suffix[place] = sum
      }
    }
  }
}

/// ln(eᵃ + eᵇ) without overflow.
private func logSum(_ a: Double, _ b: Double) -> Double {
  let (large, small) = a > b ? (a, b) : (b, a)
  return small == -.infinity ? large : large + log1p(exp(small - large))
}

extension Tensor {
  /// −ln P(label) of each sequence for logits `[N, T, K]` by connectionist temporal classification: `[N]`.
  ///
  /// After Graves et al. 2006; class 0 is the blank. Infinite where a label does not fit into the steps, which
  /// takes a step for each of its classes and one between two equal ones; no gradient flows there.
  ///
  /// - Parameters:
  ///   - labels: The classes of each sequence, from 1.
  ///   - lengths: How many of the T steps each sequence has.
  /// - Returns: A loss for each sequence.
  /// - Precondition: The gradient is not differentiated again.
  public func temporalClassificationLoss(labels: [[Int]], lengths: [Int]) -> Tensor {
    TemporalClassification(labels: labels, lengths: lengths)(self)
  }
}
