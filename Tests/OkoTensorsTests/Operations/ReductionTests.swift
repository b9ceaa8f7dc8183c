import OkoTensors
import TestSupport
import Testing

@Suite struct ReductionTests {
  @Test func sumsRunOverTheirAxes() {
    let x = counting([2, 3])
    #expect(x.sum().shape == [])
    #expect(x.sum().scalar == 15)
    #expect(x.sum(axes: [0]).scalars == [3, 5, 7])
    #expect(x.sum(axes: [-1]).scalars == [3, 12])
    #expect(x.sum(axes: [1], keepingDimensions: true).shape == [2, 1])
    #expect(x.mean().scalar == 2.5)
    #expect(x.mean(axes: [0]).scalars == [1.5, 2.5, 3.5])
    #expect(x.sum(axes: []).scalars == x.scalars)
    #expect(Tensor(zeros: [0, 2]).sum(axes: [0]).scalars == [0, 0])
  }

  static let cases: [(Shape, [Int])] = [
    ([5], [0]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]), ([2, 3, 4, 3], [1, 2]),
    ([2, 3, 4, 3], [0, 1, 2, 3]), ([2, 3, 2, 3, 2], [0, 2, 4]), ([3, 1, 2], [1]), ([], []),
  ]

  /// Adds each scalar to the place that its kept indices name.
  static func naive(_ x: Tensor, _ axes: [Int]) -> [Double] {
    let shape = x.shape
    let kept = shape.dimensions.indices.filter { !axes.contains($0) }
    let extents = kept.map { shape[$0] }
    var sums = [Double](repeating: 0, count: extents.reduce(1, *))
    let strides = Shape(extents).strides
    for (flat, value) in x.scalars.enumerated() {
      let place = zip(kept, strides).reduce(0) { total, pair in
        total + flat / shape.strides[pair.0] % shape[pair.0] * pair.1
      }
      sums[place] += Double(value)
    }
    return sums
  }

  @Test(arguments: cases) func sumsEqualTheNaiveLoop(_ shape: Shape, _ axes: [Int]) {
    let x = testTensor(shape)
    #expect(largestError(x.sum(axes: axes).scalars, Self.naive(x, axes)) < 1e-6)
  }

  @Test(arguments: cases) func gradientsEqualDifferences(_ shape: Shape, _ axes: [Int]) {
    let check = FiniteDifferences(order: 2)
    let inputs = [testTensor(shape)]
    #expect(check.mismatches(at: inputs) { $0[0].squared().sum(axes: axes) } == [])
    #expect(
      check.mismatches(at: inputs) {
        $0[0].squared().mean(axes: axes, keepingDimensions: true)
      } == [])
  }

  static let large: [(Shape, [Int])] = [
    ([300_001], [0]), ([3, 100_003], [1]), ([100_003, 3], [0]), ([50_000, 5], [1]),
    ([4, 211, 97, 5], [1, 2]), ([2, 300, 513], [1]),
  ]

  @Test(arguments: large) func longSumsAreAccurateAndTheSameOnTwoThreads(
    _ shape: Shape, _ axes: [Int]
  ) {
    let x = testTensor(shape)
    let (one, two) = onOneAndTwoThreads { x.sum(axes: axes) }
    #expect(one.scalars.map(\.bitPattern) == two.scalars.map(\.bitPattern))
    #expect(largestError(one.scalars, Self.naive(x, axes)) < 5e-6)
  }

  @Test func anAxisNamedTwiceTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2, 3]).sum(axes: [1, -1]) }
  }
}
