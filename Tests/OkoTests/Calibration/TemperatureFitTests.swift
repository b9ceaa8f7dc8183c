import Oko
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reference numbers are scipy's: `minimize` of `np.logaddexp(0, s) - y * s` and of
/// `logsumexp(b * z, axis=1) - b * z[truth]` over the same answers as in `CalibrationScoresTests`.
@Suite struct TemperatureFitTests {
  private static let binary: BinaryAnswers = {
    var answers = BinaryAnswers()
    for i in 0..<200 {
      let logit = Double((i * 37) % 101 - 50) / 10
      let isRight = Double((i * 53) % 97) < 97 / (1 + exp(-logit / 2))
      answers.add(logit: Float(logit), isRight: isRight, picture: i)
    }
    return answers
  }()

  private static let classes: ClassAnswers = {
    var answers = ClassAnswers(classCount: 4)
    for a in 0..<120 {
      let logits = (0..<4).map { k in Float((a * 29 + k * 17 + a * k * 5) % 23) / 4 }
      let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
      answers.add(
        logits: logits, truth: a % 3 == 0 ? (a * 7 + a / 3) % 4 : best, picture: a)
    }
    return answers
  }()

  @Test func theLikeliestTemperatureAsInScipy() {
    let fit = TemperatureFit(before: .one, to: Self.binary)
    #expect(fit.after == Temperature(2.2338))
    #expect(fit.ofHalves == [Temperature(2.3778), Temperature(2.0986)])
    #expect(TemperatureFit.temperature(for: Self.classes) == Temperature(1.3314))
  }

  @Test func theBiasAsInScipy() {
    let fitted = Self.binary.biasedTemperature(in: TemperatureFit.range)
    #expect(fitted == Temperature(2.2335, bias: 0.0571))
  }

  @Test func aClosedFormIsFound() {
    // Three of four right at a logit of 2: σ(2 / T) = 0.75.
    var answers = BinaryAnswers()
    for number in 0..<4 { answers.add(logit: 2, isRight: number > 0, picture: number) }
    #expect(abs(TemperatureFit.temperature(for: answers).value - 2 / log(3)) < 1e-4)
    // And one of four at a logit of 0: σ((2 + b) / T) = 0.75, σ(b / T) = 0.25.
    for number in 0..<4 { answers.add(logit: 0, isRight: number == 0, picture: number) }
    let both = answers.biasedTemperature(in: TemperatureFit.range)
    #expect(abs(both.value - 1 / log(3)) < 1e-4 && abs(both.bias + 1) < 1e-4)
  }

  @Test func slopesAreThoseOfTheLikelihood() {
    func check(_ answers: some CalibrationAnswers, at inverse: Double) {
      func likelihood(_ inverse: Double) -> Double {
        var scores = CalibrationScores()
        answers.add(to: &scores) { _ in Temperature(Float(1 / inverse)) }
        return (scores.negativeLogLikelihood ?? 0) * Double(answers.count)
      }
      let step = 1 / 64.0
      let (low, high) = (likelihood(inverse - step), likelihood(inverse + step))
      let slopes = answers.slopes(at: inverse)
      #expect(abs((high - low) / (2 * step) - slopes.first) < 2e-3 * (1 + abs(slopes.first)))
      let curvature =
        (answers.slopes(at: inverse + step).first
          - answers.slopes(at: inverse - step).first) / (2 * step)
      #expect(abs(curvature - slopes.second) < 2e-3 * slopes.second)
    }
    // Powers of two, which a float inverts exactly but for the steps.
    for inverse in [0.25, 0.5, 1, 2] {
      check(Self.binary, at: inverse)
      check(Self.classes, at: inverse)
    }
  }

  @Test func answersThatAreAllRightOrWrongEndAtTheEnds() {
    func fitted(_ isRight: Bool) -> TemperatureFit {
      var answers = BinaryAnswers()
      for number in 1..<9 {
        answers.add(logit: Float(number), isRight: isRight, picture: number)
      }
      let fit = TemperatureFit(before: .one, to: answers)
      #expect(answers.biasedTemperature(in: TemperatureFit.range) == fit.after)
      return fit
    }
    #expect(fitted(true).after == Temperature(0.05) && fitted(true).isAtAnEnd)
    #expect(fitted(false).after == Temperature(20) && fitted(false).isAtAnEnd)
    let empty = TemperatureFit(before: Temperature(3), to: BinaryAnswers())
    #expect(empty.after == .one && !empty.isAtAnEnd)
  }

  @Test func aHalfIsJudgedByTheOther() {
    let fit = TemperatureFit(before: Temperature(3), to: Self.binary)
    #expect(fit.temperature(.before, picture: 7) == Temperature(3))
    #expect(fit.temperature(.after, picture: 7) == fit.after)
    #expect(fit.temperature(.crossFitted, picture: 6) == fit.ofHalves[1])
    #expect(fit.temperature(.crossFitted, picture: 7) == fit.ofHalves[0])
  }

  @Test func theFitIsNoWorseThanAnyNeighbour() {
    func likelihood(_ temperature: Temperature) -> Double {
      var scores = CalibrationScores()
      Self.binary.add(to: &scores) { _ in temperature }
      return scores.negativeLogLikelihood ?? .infinity
    }
    let fitted = Self.binary.biasedTemperature(in: TemperatureFit.range)
    let best = likelihood(fitted)
    for (value, bias) in [(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)] as [(Float, Float)] {
      let neighbour = Temperature(fitted.value + value, bias: fitted.bias + bias)
      #expect(likelihood(neighbour) > best)
    }
    #expect(best < likelihood(TemperatureFit.temperature(for: Self.binary)))
  }
}
