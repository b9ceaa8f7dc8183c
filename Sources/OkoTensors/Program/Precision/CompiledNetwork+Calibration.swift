extension CompiledNetwork {
  /// Observes between which numbers every value lies, for inputs like those that the network will see.
  ///
  /// A range goes from the mean of each input's least number to the mean of its largest, so that a rare outlier costs
  /// the others no bits.
  ///
  /// - Precondition: the network computes in floats, and there is an input.
  package func calibration(on inputs: some Sequence<[Tensor]>) -> ProgramCalibration {
    var sums: [(lower: Double, upper: Double)?] = []
    var count = 0.0
    for input in inputs {
      let ranges = program(for: input.map(\.shape)).ranges(of: input.map(\.untracked))
      if sums.isEmpty { sums = ranges.map { $0.map { _ in (0, 0) } } }
      precondition(
        sums.count == ranges.count, "calibration: the network has other values for other inputs")
      for (index, range) in ranges.enumerated() {
        guard let range else { continue }
        sums[index]?.lower += Double(range.lowerBound)
        sums[index]?.upper += Double(range.upperBound)
      }
      count += 1
    }
    precondition(count > 0, "calibration: there is no input")
    return ProgramCalibration(
      ranges: sums.map { $0.map { Float($0.lower / count)...Float($0.upper / count) } })
  }
}

extension Program {
  /// Between which numbers every value lies that is made for these inputs.
  fileprivate func ranges(of inputs: [Tensor]) -> [ClosedRange<Float>?] {
    var ranges = [ClosedRange<Float>?](repeating: nil, count: valueCount)
    for (index, input) in inputs.enumerated() { ranges[index] = input.range }
    run(inputs) { step, memory in
      let value = steps[step].result
      ranges[value.index] = memory.tensor(value.place, value.shape).range
    }
    return ranges
  }
}

extension Tensor {
  /// From the least scalar to the largest, of those that are finite; nil where there is none.
  fileprivate var range: ClosedRange<Float>? {
    withUnsafeScalars { scalars in
      var (least, most) = (Float.infinity, -Float.infinity)
      for scalar in scalars where scalar.isFinite {
        least = min(least, scalar)
        most = max(most, scalar)
      }
      return least <= most ? least...most : nil
    }
  }
}
