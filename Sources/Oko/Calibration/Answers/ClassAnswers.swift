#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Choices among classes: of pictures, pixels, characters.
package struct ClassAnswers: CalibrationAnswers, Hashable {
  /// How many classes there are.
  package let classCount: Int
  /// Row by row.
  private var logits: [Float] = []
  private var truths: [Int32] = []
  private var pictures: [Int32] = []

  package init(classCount: Int) {
    precondition(classCount > 0, "ClassAnswers: \(classCount) classes")
    self.classCount = classCount
  }

  package var count: Int { truths.count }

  /// Adds a choice by `logits`, or logarithms of probabilities, about the picture of the number `picture`.
  package mutating func add(logits row: some Collection<Float>, truth: Int, picture: Int) {
    precondition(
      row.count == classCount && (0..<classCount).contains(truth),
      "ClassAnswers: \(row.count) logits of class \(truth), \(classCount) classes expected")
    logits.append(contentsOf: row)
    truths.append(Int32(truth))
    pictures.append(Int32(picture))
  }

  package func slopes(at inverse: Double) -> LikelihoodSlopes {
    var slopes = LikelihoodSlopes()
    logits.withUnsafeBufferPointer { logits in
      for (index, truth) in truths.enumerated() {
        let row = UnsafeBufferPointer(
          rebasing: logits[(index * classCount)..<((index + 1) * classCount)])
        let top = Double(row.max() ?? 0)
        var (sum, mean, square) = (0.0, 0.0, 0.0)
        for logit in row {
          let height = Double(logit) - top
          let weight = exp(height * inverse)
          sum += weight
          mean += weight * height
          square += weight * height * height
        }
        (mean, square) = (mean / sum, square / sum)
        slopes.first += mean - (Double(row[Int(truth)]) - top)
        slopes.second += square - mean * mean
      }
    }
    return slopes
  }

  package func half(even isEven: Bool) -> ClassAnswers {
    var half = ClassAnswers(classCount: classCount)
    for index in truths.indices where (pictures[index] % 2 == 0) == isEven {
      half.add(logits: row(index), truth: Int(truths[index]), picture: Int(pictures[index]))
    }
    return half
  }

  package func add(
    to scores: inout CalibrationScores, temperature: (_ picture: Int) -> Temperature
  ) {
    for index in truths.indices {
      scores.add(
        logits: row(index), truth: Int(truths[index]),
        temperature: Double(temperature(Int(pictures[index])).value))
    }
  }

  private func row(_ index: Int) -> ArraySlice<Float> {
    logits[(index * classCount)..<((index + 1) * classCount)]
  }
}
