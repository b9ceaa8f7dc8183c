import OkoTensors
import TestSupport
import Testing

@Suite struct ArithmeticTests {
  static let left = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func rowsRepeatDownwards() {
    let row = Tensor([10, 20, 30], shape: [3])
    #expect((Self.left + row).scalars == [11, 22, 33, 14, 25, 36])
    #expect((row - Self.left).scalars == [9, 18, 27, 6, 15, 24])
    #expect((row / Self.left).scalars == [10, 10, 10, 2.5, 4, 5])
  }

  @Test func columnsRepeatSideways() {
    let column = Tensor([10, 20], shape: [2, 1])
    #expect((Self.left * column).scalars == [10, 20, 30, 80, 100, 120])
    #expect((column - Self.left).scalars == [9, 8, 7, 16, 15, 14])
  }

  @Test func numbersStandOnEitherSide() {
    #expect((Self.left - 1).scalars == [0, 1, 2, 3, 4, 5])
    #expect((1 - Self.left).scalars == [0, -1, -2, -3, -4, -5])
    #expect((12 / Self.left).scalars == [12, 6, 4, 3, 2.4, 2])
    #expect((2 * Self.left + 1).scalars == [3, 5, 7, 9, 11, 13])
    #expect((-Self.left).scalars == [-1, -2, -3, -4, -5, -6])
  }

  @Test func aRowAndAColumnMakeATable() {
    let row = Tensor([1, 2, 3], shape: [3]), column = Tensor([10, 20], shape: [2, 1])
    let table = row + column
    #expect(table.shape == [2, 3])
    #expect(table.scalars == [11, 12, 13, 21, 22, 23])
  }

  static let pairs: [(Shape, Shape)] = [
    ([], []), ([3, 5], [3, 5]), ([3, 5], []), ([], [4]), ([7, 3], [3]), ([3], [7, 3]),
    ([7, 3], [7, 1]), ([7, 1], [7, 3]), ([2, 5, 3], [2, 1, 3]), ([2, 1, 3], [2, 5, 3]),
    ([2, 1, 4, 1], [3, 1, 5]), ([1, 1], [3, 3]), ([2, 3, 4, 5], [3, 1, 5]), ([1], [1, 1]),
  ]

  /// Every index by itself, as numpy's documentation explains it.
  static func naive(
    _ a: Tensor, _ b: Tensor, _ shape: Shape, _ function: (Float, Float) -> Float
  ) -> [Float] {
    func place(_ flat: Int, _ own: Shape) -> Int {
      var rest = flat, result = 0, stride = 1
      for axis in 0..<own.rank {
        let extent = shape[-1 - axis], ownExtent = own[-1 - axis]
        if ownExtent != 1 { result += rest % extent * stride }
        rest /= extent
        stride *= ownExtent
      }
      return result
    }
    let (left, right) = (a.scalars, b.scalars)
    return (0..<shape.count).map { function(left[place($0, a.shape)], right[place($0, b.shape)]) }
  }

  @Test(arguments: pairs) func everyPairOfShapesEqualsTheNaiveLoop(_ a: Shape, _ b: Shape) {
    let left = testTensor(a), right = testTensor(b, seed: 2, in: 0.5...2)
    let sum = left + right
    #expect(sum.scalars == Self.naive(left, right, sum.shape, +))
    #expect((left - right).scalars == Self.naive(left, right, sum.shape, -))
    #expect((left * right).scalars == Self.naive(left, right, sum.shape, *))
    #expect((left / right).scalars == Self.naive(left, right, sum.shape, /))
  }

  @Test(arguments: pairs) func gradientsOfEveryPairEqualDifferences(_ a: Shape, _ b: Shape) {
    let inputs = [testTensor(a), testTensor(b, seed: 2, in: 1...2)]
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: inputs) { $0[0] + $0[1] } == [])
    #expect(check.mismatches(at: inputs) { $0[0] - $0[1] } == [])
    #expect(check.mismatches(at: inputs) { $0[0] * $0[1] } == [])
    #expect(check.mismatches(at: inputs) { $0[0] / $0[1] } == [])
  }

  @Test func largeTensorsAreCoveredByTheirChunks() {
    let shapes: [(Shape, Shape)] = [
      ([100_003], [100_003]), ([2, 70_001], [70_001]), ([2, 70_001], [2, 1]), ([9001, 7], [7]),
      ([7, 70_001], [1, 1]), ([3, 1, 40_001], [5, 1]),
    ]
    for (a, b) in shapes {
      let left = testTensor(a), right = testTensor(b, seed: 2)
      let product = left * right
      #expect(product.scalars == Self.naive(left, right, product.shape, *))
    }
  }

  @Test func gradientsFlowOnlyWhereTheyAreWanted() {
    let x = Self.left.tracked()
    let loss = (x * x - 3 * x).sum()
    #expect(gradients(of: loss, at: [x])[0].scalars == [-1, 1, 3, 5, 7, 9])
  }

  @Test func shapesThatDoNotBroadcastTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor(zeros: [2, 3]) + Tensor(zeros: [2])
    }
  }
}
