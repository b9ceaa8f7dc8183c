#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One class for each step of a line; equal neighbours say one character, blanks part characters.
struct StepPath {
  let classes: [Int]

  init(_ classes: [Int]) { self.classes = classes }

  /// The text that the path says, with the steps of its characters.
  func decoded(_ scores: StepScores, alphabet: Alphabet) -> DecodedText {
    var characters: [DecodedCharacter] = []
    var total = 0.0
    var before = 0
    scores.logProbabilities.withUnsafeBufferPointer { rows in
      for (step, index) in classes.enumerated() {
        let log = Double(rows[step * scores.classes + index])
        total += log
        if index != 0 {
          let share = exp(log)
          if index == before, var last = characters.popLast() {
            last.confidence = max(last.confidence, share)
            last.steps = last.steps.lowerBound..<step + 1
            characters.append(last)
          } else {
            characters.append(
              DecodedCharacter(
                character: alphabet.characters[index - 1], confidence: share,
                steps: step..<step + 1))
          }
        }
        before = index
      }
    }
    return DecodedText(characters: characters, logProbability: total)
  }
}
