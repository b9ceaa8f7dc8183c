import OkoTensors
import TestSupport
import Testing

@Suite struct ReducedMaximumTests {
  @Test func theLargestScalarsAlongAxesAreChosen() {
    let x = Tensor([1, 8, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.maximum().scalar == 8)
    #expect(x.maximum(axes: [0]).scalars == [4, 8, 6])
    #expect(x.maximum(axes: [1]).scalars == [8, 6])
    #expect(x.maximum(axes: [-1], keepingDimensions: true).shape == [2, 1])
    #expect(x.minimum().scalar == 1)
    #expect(x.minimum(axes: [0]).scalars == [1, 5, 3])
  }

  @Test func whatIsNotANumberWins() {
    let x = Tensor([1, .nan, 3, 4], shape: [2, 2])
    let columns = x.maximum(axes: [0]).scalars, rows = x.maximum(axes: [1]).scalars
    #expect(columns[0] == 3 && columns[1].isNaN)
    #expect(rows[0].isNaN && rows[1] == 4)
  }

  static let cases: [(Shape, [Int])] = [
    ([5], [0]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]), ([2, 3, 2, 3], [1, 2]), ([3, 1, 2], [1]),
  ]

  /// Distinct scalars a quarter apart, in no order: 7 has no common divisor with the counts.
  static func distinct(_ shape: Shape) -> Tensor {
    Tensor((0..<shape.count).map { Float($0 * 7 % shape.count) / 4 - 2 }, shape: shape)
  }

  @Test(arguments: cases) func gradientsEqualDifferences(_ shape: Shape, _ axes: [Int]) {
    let inputs = [Self.distinct(shape)]
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: inputs) { $0[0].maximum(axes: axes).squared() } == [])
    #expect(check.mismatches(at: inputs) { $0[0].minimum(axes: axes).squared() } == [])
  }

  @Test func tiesShareTheGradient() {
    let x = Tensor([2, 1, 2, 0], shape: [4]).tracked()
    #expect(gradients(of: x.maximum(), at: [x])[0].scalars == [0.5, 0, 0.5, 0])
  }

  @Test(arguments: [([100_003], [0]), ([9001, 7], [0]), ([9001, 7], [1]), ([40, 50, 30], [1])])
  func largeTensorsAreTheSameOnTwoThreads(_ dimensions: [Int], _ axes: [Int]) {
    let x = testTensor(Shape(dimensions))
    let (one, two) = onOneAndTwoThreads { x.maximum(axes: axes) }
    #expect(one.scalars == two.scalars)
    #expect(one.scalars.max() == x.scalars.max())
  }

  @Test func nothingToChooseFromTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [3, 0]).maximum(axes: [1]) }
  }
}
