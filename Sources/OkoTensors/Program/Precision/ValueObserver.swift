import Synchronization

/// Notes between which numbers the values of a network lie while it predicts, for bytes to stand for them.
///
/// A range goes from the mean of each run's least number to the mean of its largest, so that a rare outlier costs the
/// others no bits.
package final class ValueObserver: Sendable {
  private struct State {
    /// The sums of the least and the largest numbers of each value, and over how many runs.
    var sums: [(lower: Double, upper: Double, runs: Double)] = []
    var signature: UInt64?
    var runs = 0
    var inputs: [[Tensor]] = []
  }

  private let state = Mutex(State())
  private let keptCount: Int

  /// Makes an observer that has seen nothing yet, and will keep the first `keptCount` inputs.
  package init(keeping keptCount: Int = 0) { self.keptCount = keptCount }

  /// How many runs were observed.
  package var runs: Int { state.withLock { $0.runs } }

  /// The first inputs.
  package var inputs: [[Tensor]] { state.withLock { $0.inputs } }

  /// What was found out; nil before the first run.
  package var plan: QuantizationPlan? {
    state.withLock { state in
      guard let signature = state.signature, state.runs > 0 else { return nil }
      return QuantizationPlan(
        ranges: state.sums.map { sum in
          sum.runs > 0 ? Float(sum.lower / sum.runs)...Float(sum.upper / sum.runs) : nil
        }, signature: signature)
    }
  }

  /// Hears of the values that are to come, when the network is compiled for another size.
  func watch(_ graph: ProgramGraph) {
    let signature = graph.signature
    state.withLock { state in
      precondition(
        state.signature == nil || state.signature == signature,
        "ValueObserver: the network does something else with inputs of another size")
      guard state.signature == nil else { return }
      state.signature = signature
      state.sums = graph.shapes.map { _ in (0, 0, 0) }
    }
  }

  /// Runs `program`, and notes what it computes.
  func run(_ program: Program, _ inputs: [Tensor]) -> [Tensor] {
    var ranges = inputs.enumerated().map { (value: $0, range: $1.range) }
    let results = program.run(inputs) { step, memory in
      let value = program.steps[step].result
      ranges.append((value.index, memory.tensor(value.place, value.shape).range))
    }
    state.withLock { state in
      for case (let value, let range?) in ranges {
        state.sums[value].lower += Double(range.lowerBound)
        state.sums[value].upper += Double(range.upperBound)
        state.sums[value].runs += 1
      }
      state.runs += 1
      if state.inputs.count < keptCount { state.inputs.append(inputs) }
    }
    return results
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
