import OkoTensors
import TestSupport
import Testing

@Suite struct DropoutTests {
  @Test func scalarsVanishAtTheRateAndTheOthersGrow() {
    var random = RandomSource(seed: 5)
    let y = Tensor(repeating: 3, shape: [100_000]).dropout(rate: 0.25, using: &random).scalars
    #expect(y.allSatisfy { $0 == 0 || $0 == 4 })
    let share = Double(y.filter { $0 == 0 }.count) / 100_000
    #expect(abs(share - 0.25) < 0.006)  // Four standard deviations.
  }

  @Test func theMaskFollowsFromTheSeedAlone() {
    let x = Tensor(repeating: 1, shape: [70_001])
    let (one, two) = onOneAndTwoThreads {
      var random = RandomSource(seed: 5)
      return (x.dropout(rate: 0.5, using: &random), x.dropout(rate: 0.5, using: &random))
    }
    #expect(one.0.scalars == two.0.scalars)
    #expect(one.1.scalars == two.1.scalars)
    #expect(one.0.scalars != one.1.scalars)
  }

  @Test func theGradientWearsTheSameMask() {
    var random = RandomSource(seed: 5)
    let x = testTensor([64], in: 1...2).tracked()
    let y = x.dropout(rate: 0.5, using: &random)
    let gradient = gradients(of: y.sum(), at: [x])[0]
    #expect(gradient.scalars == y.scalars.map { $0 == 0 ? 0 : 2 })
  }

  @Test func aRateOfZeroChangesNothing() {
    var random = RandomSource(seed: 5)
    let before = random
    #expect(testTensor([5]).dropout(rate: 0, using: &random).scalars == testTensor([5]).scalars)
    #expect(random == before)
  }

  @Test func aRateOfOneTraps() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomSource(seed: 5)
      _ = Tensor(zeros: [3]).dropout(rate: 1, using: &random)
    }
  }
}
