/// How long each step of a program takes.
package struct ProgramProfile: Sendable {
  /// One step.
  package struct Line: Sendable {
    /// What it does.
    package var description: String
    /// The multiplications and additions of the direct form; 0 for what only moves values.
    package var operations: Int
    /// The median of all runs.
    package var seconds: Double
  }

  /// The steps in their order.
  package let lines: [Line]
}

extension Program {
  /// Runs `times` times on `inputs` and measures every step.
  package func profile(_ inputs: [Tensor], times: Int) -> ProgramProfile {
    let clock = ContinuousClock()
    var seconds = [[Double]](repeating: [], count: stepCount)
    for round in 0...times {
      var last = clock.now
      run(inputs) { index, _ in
        let now = clock.now
        if round > 0 { seconds[index].append((now - last) / .seconds(1)) }
        last = now
      }
    }
    return ProgramProfile(
      lines: zip(steps, seconds).map { step, seconds in
        ProgramProfile.Line(
          description: step.work.description, operations: step.operations,
          seconds: seconds.sorted()[seconds.count / 2])
      })
  }
}
