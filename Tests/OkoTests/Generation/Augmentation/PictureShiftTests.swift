import Oko
import TestSupport
import Testing

@Suite struct PictureShiftTests {
  private typealias Offset = PictureShift.Offset

  @Test func eachPictureMovesByItsOwnPixelsAndZerosComeIn() {
    let x = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape: [2, 2, 3, 1])
    let shift = PictureShift(offsets: [Offset(rows: 1, columns: -1), Offset(rows: 0, columns: 2)])
    #expect(shift(x).scalars == [0, 0, 0, 2, 3, 0, 0, 0, 7, 0, 0, 10])
  }

  @Test func allChannelsMoveTogether() {
    let x = Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 2, 2])
    let shift = PictureShift(offsets: [Offset(rows: -1, columns: 1)])
    #expect(shift(x).scalars == [0, 0, 5, 6, 0, 0, 0, 0])
  }

  @Test(arguments: [(0, 3), (0, -4), (2, 0), (-5, 1)])
  func nothingIsLeftOfAPictureThatMovesOut(rows: Int, columns: Int) {
    let x = Tensor(repeating: 1, shape: [1, 2, 3, 2])
    let shift = PictureShift(offsets: [Offset(rows: rows, columns: columns)])
    #expect(shift(x).scalars == [Float](repeating: 0, count: 12))
  }

  @Test func theGradientMovesBack() {
    let shift = PictureShift(
      offsets: [Offset(rows: 2, columns: -1), Offset(rows: -1, columns: 3)])
    let x = testTensor([2, 5, 6, 3]).tracked(), y = testTensor([2, 5, 6, 3], seed: 2)
    let back = gradients(of: (shift(x) * y).sum(), at: [x])[0]
    #expect(abs((shift(x) * y).sum().scalar - (x * back).sum().scalar) < 1e-5)
    #expect(
      back.scalars
        == PictureShift(offsets: [Offset(rows: -2, columns: 1), Offset(rows: 1, columns: -3)])(y)
        .scalars)
  }

  @Test func gradientsEqualDifferencesTwice() {
    let shift = PictureShift(
      offsets: [Offset(rows: 1, columns: 0), Offset(rows: -1, columns: 1)])
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: [testTensor([2, 3, 3, 2])]) { shift($0[0]).squared() } == [])
  }

  @Test func everyPictureNeedsAnOffset() async {
    await #expect(processExitsWith: .failure) {
      _ = PictureShift(offsets: [])(Tensor(zeros: [1, 2, 2, 1]))
    }
  }
}
