import OkoTensors
import TestSupport
import Testing

@Suite struct ExtremumTests {
  @Test func theLargerAndTheSmallerScalarsAreChosen() {
    let a = Tensor([1, 5, 3, -1], shape: [2, 2]), row = Tensor([2, 4], shape: [2])
    #expect(maximum(a, row).scalars == [2, 5, 3, 4])
    #expect(minimum(a, row).scalars == [1, 4, 2, -1])
    #expect(minimum(row, a).scalars == [1, 4, 2, -1])
    #expect(maximum(a, 0).scalars == [1, 5, 3, 0])
    #expect(minimum(a, 2).scalars == [1, 2, 2, -1])
  }

  @Test func whatIsNotANumberStaysOnTheLeft() {
    let bad = Tensor([.nan], shape: [1]), good = Tensor([1], shape: [1])
    #expect(maximum(bad, good).scalar.isNaN)
    #expect(minimum(bad, good).scalar.isNaN)
    #expect(maximum(good, bad).scalar == 1)
  }

  @Test(arguments: [([3, 4], [3, 4]), ([3, 4], [4]), ([2, 1, 3], [4, 1]), ([5], [])])
  func gradientsEqualDifferences(_ left: [Int], _ right: [Int]) {
    // Eighths plus a sixteenth on one side, and a step of 1/64: no pair lies near a tie.
    let a = testTensor(Shape(left)).onGrid(offset: 0)
    let b = testTensor(Shape(right), seed: 2).onGrid(offset: 0.0625)
    let check = FiniteDifferences(order: 2, step: 1 / 64)
    #expect(check.mismatches(at: [a, b]) { maximum($0[0], $0[1]).squared() } == [])
    #expect(check.mismatches(at: [a, b]) { minimum($0[0], $0[1]).squared() } == [])
  }

  @Test func tiesShareTheGradient() {
    let a = Tensor([1, 2, 3], shape: [3]).tracked(), b = Tensor([2, 2, 2], shape: [3]).tracked()
    let largest = gradients(of: maximum(a, b).sum(), at: [a, b])
    #expect(largest[0].scalars == [0, 0.5, 1])
    #expect(largest[1].scalars == [1, 0.5, 0])
    let smallest = gradients(of: minimum(a, b).sum(), at: [a, b])
    #expect(smallest[0].scalars == [1, 0.5, 0])
    #expect(smallest[1].scalars == [0, 0.5, 1])
  }

  @Test func clampingMovesToTheNearestEnd() {
    let x = Tensor([-3, -1, 0.5, 2, .nan], shape: [5])
    let y = x.clamped(to: -1...1).scalars
    #expect(y.dropLast() == [-1, -1, 0.5, 1])
    #expect(y[4].isNaN)
  }

  @Test func noGradientFlowsFromOutsideTheRange() {
    let x = Tensor([-3, -1, 0.5, 2], shape: [4]).tracked()
    #expect(gradients(of: x.clamped(to: -1...1).sum(), at: [x])[0].scalars == [0, 1, 1, 0])
    let inputs = [Tensor([-3, -0.5, 0.25, 0.75, 2, 1.5], shape: [2, 3])]
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: inputs) { $0[0].clamped(to: -1...1).squared() } == [])
  }
}

extension Tensor {
  /// The scalars rounded to eighths, plus `offset`.
  fileprivate func onGrid(offset: Float) -> Tensor {
    Tensor(scalars.map { ($0 * 8).rounded() / 8 + offset }, shape: shape)
  }
}
