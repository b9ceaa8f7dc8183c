import OkoTensors
import TestSupport
import Testing

/// 0, 1, 2, … in `shape`.
func counting(_ shape: Shape) -> Tensor {
  Tensor((0..<shape.count).map(Float.init), shape: shape)
}

@Suite struct ShapeOperationTests {
  @Test func reshapingSharesTheScalars() {
    let x = counting([2, 3, 4])
    let y = x.reshaped(to: [6, 4])
    #expect(y.shape == [6, 4])
    #expect(y.scalars == x.scalars)
    #expect(y.withUnsafePointer { $0 } == x.withUnsafePointer { $0 })
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([2, 3])]) {
        $0[0].reshaped(to: [3, 2]).squared()
      } == [])
  }

  @Test func reshapingToAnotherCountTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2, 3]).reshaped(to: [4]) }
  }

  @Test func transposingTurnsRowsIntoColumns() {
    let x = counting([2, 3])
    #expect(x.transposed().shape == [3, 2])
    #expect(x.transposed().scalars == [0, 3, 1, 4, 2, 5])
  }

  static let permutations: [(Shape, [Int])] = [
    ([2, 3], [1, 0]), ([2, 3, 5], [2, 0, 1]), ([2, 3, 4, 5], [0, 3, 1, 2]),
    ([2, 3, 4, 5], [0, 2, 3, 1]), ([2, 3, 4, 5], [3, 2, 1, 0]), ([2, 3, 4, 5], [0, 2, 1, 3]),
    ([3, 1, 4], [-1, 1, 0]), ([1, 33, 65, 3], [0, 3, 1, 2]), ([300, 211], [1, 0]),
    ([3, 40_000], [1, 0]), ([40_000, 3], [1, 0]), ([0, 3], [1, 0]),
  ]

  @Test(arguments: permutations) func permutingMovesEveryScalar(_ shape: Shape, _ axes: [Int]) {
    let x = counting(shape), y = x.permuted(axes)
    let order = axes.map { $0 < 0 ? $0 + shape.rank : $0 }
    #expect(y.shape == Shape(order.map { shape[$0] }))
    let strides = order.map { shape.strides[$0] }
    let expected = (0..<y.shape.count).map { flat -> Float in
      var rest = flat, place = 0
      for axis in (0..<y.shape.rank).reversed() {
        place += rest % y.shape[axis] * strides[axis]
        rest /= y.shape[axis]
      }
      return Float(place)
    }
    #expect(y.scalars == expected)
  }

  @Test func permutationGradientsEqualDifferences() {
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([2, 3, 4])]) {
        $0[0].permuted([2, 0, 1]).squared()
      } == [])
  }

  @Test func permutingAnAxisTwiceTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2, 3]).permuted([0, 0]) }
  }

  @Test func slicesKeepARangeOfAnAxis() {
    let x = counting([2, 3, 4])
    #expect(x.sliced(axis: 1, 1..<2).scalars == [4, 5, 6, 7, 16, 17, 18, 19])
    #expect(x.sliced(axis: -1, 2..<4).scalars == [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23])
    #expect(x.sliced(to: [1..<2, 0..<2, 3..<4]).scalars == [15, 19])
    #expect(x.sliced(axis: 0, 1..<1).shape == [0, 3, 4])
    #expect(x.sliced(axis: 0, 0..<2).scalars == x.scalars)
  }

  @Test func sliceGradientsEqualDifferences() {
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([3, 4, 2])]) {
        $0[0].sliced(axis: 1, 1..<3).squared()
      } == [])
  }

  @Test func slicingBeyondTheEndTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [2, 3]).sliced(axis: 1, 2..<4) }
  }

  @Test func paddingFramesTheScalars() {
    let x = counting([2, 2])
    let y = x.padded(before: [1, 0], after: [0, 2], with: 9)
    #expect(y.shape == [3, 4])
    #expect(y.scalars == [9, 9, 9, 9, 0, 1, 9, 9, 2, 3, 9, 9])
    #expect(x.padded(axis: -1, before: 1, after: 0).scalars == [0, 0, 1, 0, 2, 3])
    // A single column within a wide frame has a stride of its own.
    let column = counting([3, 1]).padded(axis: 1, before: 1, after: 1)
    #expect(column.scalars == [0, 0, 0, 0, 1, 0, 0, 2, 0])
  }

  @Test func paddingGradientsEqualDifferences() {
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([3, 4])]) {
        $0[0].padded(before: [1, 2], after: [0, 1], with: 0.5).squared()
      } == [])
  }

  @Test func concatenationLaysChannelsSideBySide() {
    let a = counting([2, 2]), b = Tensor([10, 11], shape: [2, 1])
    #expect(Tensor.concatenated([a, b], axis: -1).scalars == [0, 1, 10, 2, 3, 11])
    #expect(Tensor.concatenated([a, a], axis: 0).scalars == [0, 1, 2, 3, 0, 1, 2, 3])
    #expect(Tensor.concatenated([b], axis: 1).scalars == b.scalars)
  }

  @Test(arguments: [0, 1, 2]) func concatenationUndoesSlices(axis: Int) {
    let x = counting([7, 41, 300])
    let ranges = [0..<1, 1..<3, 3..<x.shape[axis]]
    let parts = ranges.map { x.sliced(axis: axis, $0) }
    #expect(Tensor.concatenated(parts, axis: axis).scalars == x.scalars)
  }

  @Test(arguments: [0, 1, 2]) func concatenationGradientsEqualDifferences(axis: Int) {
    let shape = Shape([2, 3, 2])
    let inputs = [1, 3, 2].enumerated().map {
      var extents = shape.dimensions
      extents[axis] = $1
      return testTensor(Shape(extents), seed: UInt32($0 + 1))
    }
    #expect(
      FiniteDifferences(order: 2).mismatches(at: inputs) {
        Tensor.concatenated($0, axis: axis).squared()
      } == [])
  }

  @Test func concatenationOfUnequalExtentsTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.concatenated([Tensor(zeros: [2, 3]), Tensor(zeros: [3, 3])], axis: 1)
    }
  }

  @Test func expansionRepeatsAndItsGradientSums() {
    let x = Tensor([1, 2], shape: [2, 1])
    #expect(x.expanded(to: [3, 2, 2]).scalars == [1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2])
    #expect(Tensor([1, 2], shape: [2]).expanded(to: [2, 2]).scalars == [1, 2, 1, 2])
    let inputs = [testTensor([3, 1, 2])]
    #expect(
      FiniteDifferences(order: 2).mismatches(at: inputs) {
        $0[0].expanded(to: [2, 3, 4, 2]).squared()
      } == [])
  }
}
