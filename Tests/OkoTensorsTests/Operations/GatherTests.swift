import OkoTensors
import TestSupport
import Testing

@Suite struct GatherTests {
  @Test func slicesComeInTheOrderOfTheIndices() {
    let x = counting([3, 2])
    #expect(x.gathered([2, 0, 2], axis: 0).scalars == [4, 5, 0, 1, 4, 5])
    #expect(x.gathered([1], axis: -1).scalars == [1, 3, 5])
    #expect(x.gathered([], axis: 0).shape == [0, 2])
  }

  @Test func scatteringAddsWhatSharesAnIndex() {
    let x = counting([3, 2])
    #expect(
      x.scattered(adding: [1, 3, 1], axis: 0, extent: 4).scalars == [0, 0, 4, 6, 0, 0, 2, 3])
    #expect(x.scattered(adding: [0, 0], axis: 1, extent: 1).scalars == [1, 5, 9])
  }

  @Test(arguments: [0, 1, 2]) func gradientsEqualDifferences(axis: Int) {
    let inputs = [testTensor([3, 4, 3])]
    let check = FiniteDifferences(order: 2)
    #expect(
      check.mismatches(at: inputs) { $0[0].gathered([2, 0, 2, 1, 2], axis: axis).squared() } == [])
    let indices = Array([5, 0, 5, 1].prefix(inputs[0].shape[axis]))
    #expect(
      check.mismatches(at: inputs) {
        $0[0].scattered(adding: indices, axis: axis, extent: 6).squared()
      } == [])
  }

  @Test func manySlicesAreAddedInTheirOrder() {
    let indices = (0..<5000).map { $0 * $0 % 7 }
    let x = testTensor([2, 5000, 37])
    let (one, two) = onOneAndTwoThreads { x.scattered(adding: indices, axis: 1, extent: 7) }
    #expect(one.scalars == two.scalars)
    var expected = [Float](repeating: 0, count: one.shape.count)
    for (flat, value) in x.scalars.enumerated() {
      let (outer, place, inner) = (flat / 185_000, flat / 37 % 5000, flat % 37)
      expected[(outer * 7 + indices[place]) * 37 + inner] += value
    }
    #expect(one.scalars == expected)
    #expect(
      one.gathered(indices, axis: 1).sliced(axis: 1, 4999..<5000).scalars
        == one.sliced(axis: 1, indices[4999]..<(indices[4999] + 1)).scalars)
  }

  @Test func anIndexBeyondTheEndTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [3]).gathered([3], axis: 0) }
  }
}
