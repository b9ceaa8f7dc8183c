import Oko
import TestSupport
import Testing

@Suite struct DifferentiableAugmentationTests {
  private func changed(
    _ pictures: Tensor, probability: Float = 1, seed: UInt64 = 1
  ) -> Tensor {
    var random = RandomSource(seed: seed)
    return DifferentiableAugmentation(probability: probability)(pictures, using: &random)
  }

  /// The largest difference within each picture.
  private func differences(_ first: Tensor, _ second: Tensor) -> [Float] {
    let (one, other) = (first.scalars, second.scalars)
    let count = one.count / first.shape[0]
    return (0..<first.shape[0]).map { index in
      (0..<count).reduce(Float(0)) {
        max($0, abs(one[index * count + $1] - other[index * count + $1]))
      }
    }
  }

  @Test func withoutAProbabilityNothingChangesAndNothingIsDrawn() {
    let x = testTensor([4, 16, 16, 3])
    var random = RandomSource(seed: 3)
    let y = DifferentiableAugmentation(probability: 0)(x, using: &random)
    #expect(y.scalars == x.scalars)
    #expect(random == RandomSource(seed: 3))
  }

  @Test(arguments: [1, 3, 4]) func withCertaintyEveryPictureChanges(channels: Int) {
    let x = testTensor([20, 16, 16, channels])
    let y = changed(x)
    #expect(y.shape == x.shape)
    #expect(differences(x, y).allSatisfy { $0 > 0.1 })
  }

  @Test func mostPicturesStayAtALowProbability() {
    let x = testTensor([1000, 8, 8, 3])
    let kept = differences(x, changed(x, probability: 0.25)).count { $0 < 1e-5 }
    // Four changes stay away with a chance of 3/4 each; one of nine translations moves nothing.
    let expected = 1000 * 0.3164 * (0.75 + 0.25 / 9)
    #expect(abs(Double(kept) - expected) < 60)
  }

  @Test func theSameRandomNumbersGiveTheSameChanges() {
    let x = testTensor([3, 16, 16, 3])
    #expect(changed(x, seed: 4).scalars == changed(x, seed: 4).scalars)
    #expect(changed(x, seed: 4).scalars != changed(x, seed: 5).scalars)
  }

  @Test func aSquareIsCutOutAndZerosComeInFromTheSides() {
    let y = changed(Tensor(repeating: 0.5, shape: [100, 16, 16, 1])).scalars
    for index in 0..<100 {
      let picture = y[(index * 256)..<(index * 256 + 256)]
      let zeros = picture.count { $0 == 0 }
      // A square of 8 by 8 loses three quarters in a corner; two rows and columns come in at most.
      #expect((16...(64 + 60)).contains(zeros))
      let shown = picture.filter { $0 != 0 }
      let least = shown.min() ?? 0, greatest = shown.max() ?? 0
      #expect(greatest - least < 1e-5 && (0.1 - 1e-5...0.9 + 1e-5).contains(least))
    }
  }

  @Test func grayPicturesStayGray() {
    let gray = testTensor([6, 16, 16, 1])
    let y = changed(Tensor.concatenated([gray, gray, gray], axis: 3)).scalars
    for place in stride(from: 0, to: y.count, by: 3) {
      #expect(abs(y[place] - y[place + 1]) < 1e-5 && abs(y[place] - y[place + 2]) < 1e-5)
    }
  }

  @Test func aMixtureChangesAsItsParts() {
    let x = testTensor([5, 16, 16, 3]), y = testTensor([5, 16, 16, 3], seed: 2)
    let mixed = changed(x * 0.3 + y * 0.7), parts = changed(x) * 0.3 + changed(y) * 0.7
    #expect(differences(mixed, parts).allSatisfy { $0 < 1e-5 })
  }

  @Test(arguments: [1, 3]) func gradientsEqualDifferencesTwice(channels: Int) {
    let check = FiniteDifferences(order: 2, elementLimit: 200)
    #expect(
      check.mismatches(at: [testTensor([2, 8, 8, channels])]) { changed($0[0]).squared() } == [])
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let x = testTensor([4, 64, 64, 3])
    let (alone, together) = onOneAndTwoThreads { changed(x).scalars }
    #expect(alone == together)
  }

  @Test func alphaIsMovedAndCutButNeverRecoloured() {
    let pictures = Tensor(repeating: 0.5, shape: [8, 16, 16, 4])
    var random = RandomSource(seed: 4, stream: "alpha")
    let changed = DifferentiableAugmentation(probability: 1)(pictures, using: &random)
    let alpha = Set(changed.sliced(axis: 3, 3..<4).scalars)
    #expect(alpha == [0, 0.5])
    #expect(Set(changed.sliced(axis: 3, 0..<3).scalars).count > 2)
  }
}
