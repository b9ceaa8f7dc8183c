#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension StepScores {
  /// The probability of the label `classes`, from 0 to 1: the sum over all paths that spell it.
  ///
  /// After Graves et al. 2006. A single path's share says little: of a line that is surely read, many are as good.
  package func probability(of classes: [Int]) -> Double {
    let path = [0] + classes.flatMap { [$0, 0] }
    guard steps > 0 else { return classes.isEmpty ? 1 : 0 }
    var sums = [Double](repeating: -.infinity, count: path.count)
    for step in 0..<steps {
      // From the last place on, so that those before are still of the step before.
      for place in path.indices.reversed() {
        var sum = step == 0 ? (place < 2 ? 0 : -.infinity) : sums[place]
        if step > 0 {
          if place > 0 { sum = logSum(sum, sums[place - 1]) }
          if place > 1, path[place] != 0, path[place] != path[place - 2] {
            sum = logSum(sum, sums[place - 2])
          }
        }
        sums[place] = sum + Double(logProbabilities[step * self.classes + path[place]])
      }
    }
    let last = sums[path.count - 1]
    return min(1, exp(path.count > 1 ? logSum(last, sums[path.count - 2]) : last))
  }
}

/// ln(eᵃ + eᵇ) without overflow.
private func logSum(_ a: Double, _ b: Double) -> Double {
  let (large, small) = a > b ? (a, b) : (b, a)
  return small == -.infinity ? large : large + log1p(exp(small - large))
}
