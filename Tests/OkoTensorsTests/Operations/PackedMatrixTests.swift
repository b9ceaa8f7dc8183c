import OkoTensors
import TestSupport
import Testing

@Suite struct PackedMatrixTests {
  @Test(arguments: [[1, 1, 1], [3, 5, 7], [2, 300, 1010], [33, 64, 70], [61, 700, 96]])
  func `a packed matrix maps as the plain one does`(size: [Int]) {
    let x = testTensor([size[0], size[1]], seed: 1),
      matrix = testTensor([size[1], size[2]], seed: 2)
    let bias = testTensor([size[2]], seed: 3)
    let packed = PackedMatrix(matrix)
    for bias in [bias, nil] {
      let expected = x.linear(matrix, bias: bias).scalars
      let found = x.linear(packed, bias: bias).scalars
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  @Test func `leading axes stay, and threads change no bit`() {
    let packed = PackedMatrix(testTensor([400, 900], seed: 6))
    let bias = testTensor([900], seed: 7)
    // Many rows are shared as rows, few as columns.
    for rows in [50, 1] {
      let x = testTensor([4, rows, 400], seed: 5)
      let (alone, together) = onOneAndTwoThreads { x.linear(packed, bias: bias) }
      #expect(alone.shape == [4, rows, 900])
      #expect(alone.scalars == together.scalars)
    }
  }
}
