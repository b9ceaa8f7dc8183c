import Foundation
import Oko
import OkoTensors
import Testing

@Suite struct TextDecodingTests {
  private let alphabet = Alphabet("ab")

  private func scores(_ rows: [[Double]]) -> StepScores {
    StepScores(
      logProbabilities: rows.joined().map { Float(log($0)) }, classes: rows[0].count)
  }

  private func random(steps: Int, classes: Int, seed: UInt64) -> StepScores {
    var random = RandomSource(seed: seed)
    let logits = (0..<steps * classes).map { _ in random.normal() * 2 }
    return StepScores(logits: logits, classes: classes)
  }

  /// The probability of every text, by all paths.
  private func enumerated(_ scores: StepScores, _ alphabet: Alphabet) -> [String: Double] {
    var shares: [String: Double] = [:]
    var path = [Int](repeating: 0, count: scores.steps)
    func extend(_ step: Int, _ log: Double) {
      guard step < scores.steps else {
        var classes: [Int] = []
        for (place, index) in path.enumerated() where place == 0 || path[place - 1] != index {
          classes.append(index)
        }
        shares[alphabet.text(of: classes), default: 0] += exp(log)
        return
      }
      for index in 0..<scores.classes {
        path[step] = index
        extend(step + 1, log + Double(scores.logProbabilities[step * scores.classes + index]))
      }
    }
    extend(0, 0)
    return shares
  }

  @Test func theLikeliestPathSaysCharactersWithTheirSteps() {
    let decoded = TextDecoding().decode(
      scores([
        [0.1, 0.8, 0.1], [0.05, 0.9, 0.05], [0.6, 0.2, 0.2], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7],
      ]), alphabet: alphabet)
    #expect(decoded.text == "aab")
    #expect(decoded.characters.map(\.steps) == [0..<2, 3..<4, 4..<5])
    for (character, wanted) in zip(decoded.characters, [0.9, 0.7, 0.7]) {
      #expect(abs(character.confidence - wanted) < 1e-6)
    }
    #expect(abs(decoded.logProbability - log(0.8 * 0.9 * 0.6 * 0.7 * 0.7)) < 1e-5)
  }

  @Test func aBeamFindsTheTextThatManyPathsSay() {
    // The likeliest path is empty, 0.36, but the paths to "a" have 0.16 + 0.24 + 0.24.
    let both = scores([[0.6, 0.4, 0], [0.6, 0.4, 0]])
    #expect(TextDecoding().decode(both, alphabet: alphabet).text == "")
    var decoding = TextDecoding()
    decoding.beamWidth = 3
    let decoded = decoding.decode(both, alphabet: alphabet)
    #expect(decoded.text == "a" && abs(decoded.logProbability - log(0.64)) < 1e-6)
  }

  @Test(arguments: 0..<12)
  func aWideBeamIsExact(seed: Int) throws {
    let alphabet = Alphabet("abc")
    let scores = random(steps: 6, classes: 4, seed: UInt64(seed))
    var decoding = TextDecoding()
    (decoding.beamWidth, decoding.leastProbability) = (5000, 0)
    let decoded = decoding.decode(scores, alphabet: alphabet)
    let best = try #require(enumerated(scores, alphabet).max { $0.value < $1.value })
    #expect(decoded.text == best.key)
    #expect(abs(decoded.logProbability - log(best.value)) < 1e-6)
    #expect(String(decoded.characters.map(\.character)) == decoded.text)
  }

  @Test(arguments: 0..<6)
  func aLanguageModelWeighsInAsItSays(seed: Int) throws {
    let alphabet = Alphabet("abc")
    let model = CharacterModel(textsOf: ["abcab", "cab", "abba"], order: 3)
    let scores = random(steps: 5, classes: 4, seed: UInt64(100 + seed))
    var decoding = TextDecoding()
    (decoding.beamWidth, decoding.leastProbability) = (5000, 0)
    decoding.languageModel = model
    (decoding.languageWeight, decoding.insertionBonus) = (0.8, 0.7)
    let ranked = enumerated(scores, alphabet).mapValues { log($0) }.map { text, log in
      (text: text, score: log + 0.8 * model.logProbability(of: text) + 0.7 * Double(text.count))
    }
    let best = try #require(ranked.max { $0.score < $1.score })
    #expect(decoding.decode(scores, alphabet: alphabet).text == best.text)
  }

  @Test(arguments: 0..<6)
  func aLexiconAllowsItsWordsAlone(seed: Int) throws {
    let alphabet = Alphabet("ab ")
    let scores = random(steps: 6, classes: 4, seed: UInt64(200 + seed))
    var decoding = TextDecoding()
    (decoding.beamWidth, decoding.leastProbability) = (5000, 0)
    decoding.lexicon = Lexicon(words: ["ab", "bab"])
    let best = try #require(
      enumerated(scores, alphabet).filter { text, _ in
        text.split(separator: " ").allSatisfy { ["ab", "bab"].contains($0) }
      }.max { $0.value < $1.value })
    let decoded = decoding.decode(scores, alphabet: alphabet)
    #expect(decoded.text == best.key && abs(decoded.logProbability - log(best.value)) < 1e-6)
  }

  @Test(arguments: 0..<6, [0.0, 0.7, 3])
  func otherWordsCostWhatThePenaltySays(seed: Int, penalty: Double) throws {
    let alphabet = Alphabet("ab ")
    let scores = random(steps: 6, classes: 4, seed: UInt64(200 + seed))
    var decoding = TextDecoding()
    (decoding.beamWidth, decoding.leastProbability) = (5000, 0)
    decoding.lexicon = Lexicon(words: ["ab", "bab"])
    decoding.lexiconPenalty = penalty
    let ranked = enumerated(scores, alphabet).map { text, share in
      let others = text.split(separator: " ").count { !["ab", "bab"].contains($0) }
      return (text: text, share: share, score: log(share) - penalty * Double(others))
    }
    let best = try #require(ranked.max { $0.score < $1.score })
    let decoded = decoding.decode(scores, alphabet: alphabet)
    #expect(decoded.text == best.text && abs(decoded.logProbability - log(best.share)) < 1e-6)
  }

  @Test func aWordWithAMarkInItCostsNoMoreThanItsParts() {
    let alphabet = Alphabet("dont'")
    func read(_ text: String, _ penalty: Double, words: [String]) -> String {
      let steps = (alphabet.classes(of: text) ?? []).flatMap { [$0, 0] }
      // Of a text with a character less, the probability is e⁻⁸ times as large.
      let logits = steps.flatMap { step in
        (0..<alphabet.classCount).map { $0 == step ? Float(8) : 0 }
      }
      var decoding = TextDecoding()
      (decoding.beamWidth, decoding.lexicon) = (50, Lexicon(words: words))
      decoding.lexiconPenalty = penalty
      return decoding.decode(
        StepScores(logits: logits, classes: alphabet.classCount), alphabet: alphabet
      ).text
    }
    #expect(read("don't", 1000, words: ["don't"]) == "don't")
    #expect(read("don't", 7, words: ["don"]) == "don't")
    #expect(read("don't", 9, words: ["don"]) == "don'")
    // One word, however long.
    #expect(read("tttt", 20, words: ["d"]) == "tttt")
  }

  @Test func whereNoWordIsLeftAnUnfinishedOneIsRead() {
    var decoding = TextDecoding()
    decoding.beamWidth = 4
    decoding.lexicon = Lexicon(words: ["abab"])
    let sure = StepScores(logits: [0, 9, 0, 9, 0, 0], classes: 3, temperature: 0)
    #expect(decoding.decode(sure, alphabet: alphabet).text == "")
    decoding.beamWidth = 1
    let halfWay = StepScores(logits: [0, 9, 0, 0, 0, 9], classes: 3, temperature: 0)
    #expect(decoding.decode(halfWay, alphabet: alphabet).text == "ab")
  }

  @Test func aBeamOfSureStepsReadsAsTheLikeliestPath() {
    let scores = random(steps: 40, classes: 3, seed: 5)
    let sure = StepScores(logits: scores.logProbabilities, classes: 3, temperature: 0)
    var decoding = TextDecoding()
    let plain = decoding.decode(sure, alphabet: alphabet)
    decoding.beamWidth = 10
    let found = decoding.decode(sure, alphabet: alphabet)
    #expect(
      found.text == plain.text && found.characters.map(\.steps) == plain.characters.map(\.steps))
    #expect(plain.logProbability == 0 && abs(found.logProbability) < 1e-9)
  }

  @Test func repeatedCharactersKeepTheirOwnStepsInABeam() {
    var decoding = TextDecoding()
    decoding.beamWidth = 8
    let decoded = decoding.decode(
      scores([[0.05, 0.9, 0.05], [0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9]]),
      alphabet: alphabet)
    #expect(decoded.text == "aab")
    #expect(decoded.characters.map(\.steps) == [0..<1, 2..<3, 3..<4])
    #expect(decoded.characters.allSatisfy { abs($0.confidence - 0.9) < 1e-6 })
  }

  @Test func sampledTextsComeAsOftenAsTheyAreLikely() {
    let scores = random(steps: 3, classes: 3, seed: 7)
    let shares = enumerated(scores, alphabet)
    var source = RandomSource(seed: 1)
    var counts: [String: Int] = [:]
    for _ in 0..<20_000 {
      let text = TextDecoding().sample(scores, alphabet: alphabet, using: &source).text
      counts[text, default: 0] += 1
    }
    for (text, share) in shares {
      let found = Double(counts[text, default: 0]) / 20_000
      // Four standard deviations.
      #expect(abs(found - share) <= 4 * (share * (1 - share) / 20_000).squareRoot() + 1e-9)
    }
    var again = RandomSource(seed: 1)
    var other = RandomSource(seed: 1)
    let one = TextDecoding().sample(scores, alphabet: alphabet, using: &again)
    #expect(one == TextDecoding().sample(scores, alphabet: alphabet, using: &other))
  }

  @Test func numbersThatAreNoneBringNothingDown() {
    let broken = StepScores(
      logProbabilities: [Float](repeating: .nan, count: 30), classes: 3)
    var decoding = TextDecoding()
    #expect(decoding.decode(broken, alphabet: alphabet).characters.isEmpty)
    decoding.beamWidth = 4
    #expect(decoding.decode(broken, alphabet: alphabet).characters.isEmpty)
  }
}
