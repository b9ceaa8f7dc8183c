import OkoTensors
import TestSupport
import Testing

@Suite struct MatrixProductTests {
  private func naive(_ a: Tensor, _ b: Tensor) -> [Double] {
    let (m, k, n) = (a.shape[-2], a.shape[-1], b.shape[-1])
    let (left, right) = (a.scalars, b.scalars)
    return (0..<(left.count / (m * k))).flatMap { batch in
      (0..<m).flatMap { i in
        (0..<n).map { j in
          (0..<k).reduce(0.0) {
            $0 + Double(left[(batch * m + i) * k + $1]) * Double(right[(batch * k + $1) * n + j])
          }
        }
      }
    }
  }

  @Test(arguments: [
    [1, 1, 1, 1], [1, 5, 7, 3], [3, 17, 33, 29], [2, 130, 40, 70], [1, 300, 600, 200],
  ])
  func productEqualsTheNaiveLoops(extents: [Int]) {
    let (batch, m, k, n) = (extents[0], extents[1], extents[2], extents[3])
    let a = testTensor([batch, m, k]), b = testTensor([batch, k, n], seed: 2)
    #expect(largestError(a.matrixProduct(b).scalars, naive(a, b)) < 3e-5)
  }

  @Test func everyTransposedFormDifferentiatesTwice() {
    for (isLeft, isRight) in [(false, false), (false, true), (true, false), (true, true)] {
      let operation = MatrixProduct(isLeftTransposed: isLeft, isRightTransposed: isRight)
      let a = testTensor(isLeft ? [2, 6, 5] : [2, 5, 6])
      let b = testTensor(isRight ? [2, 7, 6] : [2, 6, 7], seed: 2)
      #expect(
        FiniteDifferences(order: 2).mismatches(at: [a, b]) { operation($0[0], $0[1]) } == [])
    }
  }

  @Test func linearMapsTheLastAxis() {
    let x = Tensor([1, 2, 3, 4], shape: [1, 2, 2]),
      weight = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let y = x.linear(weight, bias: Tensor([10, 20, 30], shape: [3]))
    #expect(y.shape == [1, 2, 3])
    #expect(y.scalars == [19, 32, 45, 29, 46, 63])
    let inputs = [
      testTensor([3, 2, 33]), testTensor([33, 65], seed: 2), testTensor([65], seed: 3),
    ]
    #expect(
      FiniteDifferences(order: 2).mismatches(at: inputs) { $0[0].linear($0[1], bias: $0[2]) } == [])
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let a = testTensor([400, 300]), b = testTensor([300, 260], seed: 2)
    let dy = testTensor([400, 260], seed: 3)
    let (alone, together) = onOneAndTwoThreads {
      [a.matrixProduct(b).scalars]
        + derivatives([a, b], dy) { $0[0].matrixProduct($0[1]) }.map(\.scalars)
    }
    #expect(alone == together)
  }
}
