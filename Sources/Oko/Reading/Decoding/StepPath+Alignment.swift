extension StepPath {
  /// The likeliest path that says the text of `classes` (Viterbi).
  ///
  /// - Precondition: there are steps enough: one for each character, and one between two equal ones.
  init(saying classes: [Int], in scores: StepScores) {
    // Every character stands between two blanks: state 2i + 1 is character i, even ones are blanks.
    let states = 2 * classes.count + 1
    let labels = (0..<states).map { $0 % 2 == 0 ? 0 : classes[$0 / 2] }
    var back = [UInt8](repeating: 0, count: states * scores.steps)
    var row = [Float](repeating: -.infinity, count: states)
    // Before the first step the path is just ahead of the first blank.
    var before = row
    scores.logProbabilities.withUnsafeBufferPointer { logs in
      for step in 0..<scores.steps {
        swap(&row, &before)
        for state in 0..<states {
          var best = step == 0 && state < 2 ? 0 : before[state]
          var way: UInt8 = 0
          if step > 0, state > 0, before[state - 1] > best { (best, way) = (before[state - 1], 1) }
          let mayJump = state > 1 && labels[state] != 0 && labels[state] != labels[state - 2]
          if step > 0, mayJump, before[state - 2] > best { (best, way) = (before[state - 2], 2) }
          let log = logs[step * scores.classes + labels[state]]
          row[state] = best + (log > BeamSearch.floor ? log : BeamSearch.floor)
          back[step * states + state] = way
        }
      }
    }
    var path = [Int](repeating: 0, count: scores.steps)
    var state = states - 1
    if states > 1, row[states - 2] > row[states - 1] { state = states - 2 }
    for step in stride(from: scores.steps - 1, through: 0, by: -1) {
      path[step] = labels[state]
      state -= Int(back[step * states + state])
    }
    self.init(path)
  }
}
