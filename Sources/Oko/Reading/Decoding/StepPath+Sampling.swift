import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension StepPath {
  /// A path drawn at random, each step by its probabilities.
  init(drawnFrom scores: StepScores, using random: inout RandomSource) {
    let likeliest = scores.likeliest
    var classes: [Int] = []
    scores.logProbabilities.withUnsafeBufferPointer { rows in
      for step in 0..<scores.steps {
        var rest = Double(random.uniform())
        // Where rounding leaves a rest after the last class, the likeliest is taken.
        var drawn = likeliest[step]
        for index in 0..<scores.classes {
          rest -= Double(exp(rows[step * scores.classes + index]))
          if rest < 0 {
            drawn = index
            break
          }
        }
        classes.append(drawn)
      }
    }
    self.init(classes)
  }
}
