import Oko
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct TemperatureTests {
  private static let logits: [Float] = [-40, -3, -0.5, -1e-3, 0, 1e-3, 0.5, 3, 40]

  @Test func oneIsTheLogisticFunctionAndTheSoftmax() {
    for logit in Self.logits {
      #expect(Temperature.one.probability(logit: logit) == 1 / (1 + exp(-logit)))
    }
    // numpy: np.exp([1, 2, 4]) / np.exp([1, 2, 4]).sum()
    let shares = Temperature.one.probabilities(logits: [1, 2, 4])
    for (share, expected) in zip(shares, [0.04201007, 0.1141952, 0.84379473] as [Float]) {
      #expect(abs(share - expected) < 1e-7)
    }
  }

  @Test func atZeroTheLikeliestHasAll() {
    let zero = Temperature(0)
    #expect(Self.logits.map(zero.probability) == [0, 0, 0, 0, 0.5, 1, 1, 1, 1])
    #expect(zero.probabilities(logits: [1, 5, 5, -2]) == [0, 1, 0, 0])
    // And near it.
    let small = Temperature(.leastNonzeroMagnitude)
    #expect(small.probability(logit: 1e-3) == 1 && small.probability(logit: -1e-3) == 0)
    #expect(small.probabilities(logits: [1, 5, 4.999, -2]) == [0, 1, 0, 0])
  }

  @Test func aLargeOneMakesAllAlike() {
    let large = Temperature(1e30)
    #expect(Self.logits.allSatisfy { large.probability(logit: $0) == 0.5 })
    #expect(large.probabilities(logits: [-40, 0, 3, 40]) == [0.25, 0.25, 0.25, 0.25])
  }

  @Test(arguments: [0, 0.05, 0.3, 1, 2.5, 20] as [Float], [-1.25, 0, 0.5] as [Float])
  func whatExceedsAProbabilityExceedsItsLogit(value: Float, bias: Float) {
    let temperature = Temperature(value, bias: bias)
    for probability in [0.05, 0.25, 0.5, 0.75, 0.95] as [Float] {
      let limit = temperature.logit(exceeding: probability)
      for step in -400...400 {
        let logit = Float(step) / 40 - bias
        let share = temperature.probability(logit: logit)
        guard abs(share - probability) > 1e-5 || value == 0 else { continue }
        #expect((share > probability) == (logit > limit))
      }
    }
    #expect(temperature.logit(exceeding: 0) == -.infinity)
    #expect(temperature.logit(exceeding: 1) == .infinity)
  }

  @Test func whatIsNoTemperatureIsKnown() async {
    for value in [-1, -.leastNonzeroMagnitude, .nan, .infinity, -.infinity] as [Float] {
      #expect(!Temperature.isValid(value))
    }
    for value in [0, 1e-30, 1, 1e30] as [Float] { #expect(Temperature.isValid(value)) }
    await #expect(processExitsWith: .failure) { _ = Temperature(-1) }
    await #expect(processExitsWith: .failure) { _ = Temperature(1, bias: .nan) }
  }
}
