import Oko
import Testing

@Suite struct LatentTests {
  private func length(_ latent: Latent) -> Float {
    latent.values.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
  }

  @Test func aSeedGivesTheSameNormalNumbersEachTime() {
    let latent = Latent(seed: 7, width: 4000)
    #expect(latent == Latent(seed: 7, width: 4000))
    #expect(latent != Latent(seed: 8, width: 4000))
    #expect(Array(latent.values.prefix(5)) == Latent(seed: 7, width: 5).values)
    let mean = latent.values.reduce(0, +) / 4000
    // Four standard errors of the mean, and of the mean square.
    #expect(abs(mean) < 4 / Float(4000).squareRoot())
    #expect(abs(length(latent) * length(latent) / 4000 - 1) < 4 * (2 / Float(4000)).squareRoot())
  }

  @Test func scalingMultipliesEveryNumber() {
    #expect(Latent(values: [1, -2, 0]).scaled(by: 0.5).values == [0.5, -1, 0])
  }

  @Test func halfWayOfARightAngleLiesBetween() {
    let latent = Latent(values: [1, 0]).turned(towards: Latent(values: [0, 1]), by: 0.5)
    for value in latent.values { #expect(abs(value - 0.70710678) < 1e-6) }
    // A third of a right angle is 30 degrees.
    let third = Latent(values: [2, 0]).turned(towards: Latent(values: [0, 2]), by: 1.0 / 3)
    #expect(abs(third.values[0] - 1.7320508) < 1e-5 && abs(third.values[1] - 1) < 1e-5)
  }

  @Test func bothEndsAreExact() {
    let (first, last) = (Latent(seed: 3, width: 64), Latent(seed: 8, width: 64))
    #expect(first.turned(towards: last, by: 0) == first)
    #expect(first.turned(towards: last, by: 1) == last)
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.8] as [Float])
  func equalLengthsAreKeptOnTheWay(share: Float) {
    let first = Latent(seed: 3, width: 64), last = Latent(seed: 8, width: 64)
    let (one, other) = (
      first.scaled(by: 5 / length(first)), last.scaled(by: 5 / length(last))
    )
    #expect(abs(length(one.turned(towards: other, by: share)) - 5) < 1e-4)
  }

  @Test func theWayIsStraightWhereThereIsNoArc() {
    let x = Latent(values: [1, 2])
    #expect(x.turned(towards: Latent(values: [3, 6]), by: 0.25).values == [1.5, 3])
    #expect(x.turned(towards: Latent(values: [-1, -2]), by: 0.5).values == [0, 0])
    #expect(x.turned(towards: Latent(values: [0, 0]), by: 0.5).values == [0.5, 1])
    #expect(x.turned(towards: x, by: 0.3).values.map { ($0 * 1e5).rounded() } == [1e5, 2e5])
  }
}
