import OkoTensors
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test func theLargestOfEveryWindowWinsAndGetsTheGradient() {
    let x = Tensor([1, 5, 2, 0, 3, 4, 9, 8, 7, 7, 6, 6], shape: [1, 3, 4, 1])
    #expect(x.maxPooled(size: 2).scalars == [5, 9])
    let dx = derivatives([x], Tensor([10, 20], shape: [1, 1, 2, 1])) { $0[0].maxPooled(size: 2) }
    #expect(dx[0].scalars == [0, 10, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0])
  }

  // torch 2.13: F.max_pool2d((torch.arange(9.) - 20).reshape(1, 1, 3, 3), 3, stride=1, padding=1)
  @Test func paddingNeverWins() {
    let x = Tensor((0..<9).map { Float($0) - 20 }, shape: [1, 3, 3, 1])
    let y = x.maxPooled(size: 3, stride: 1, padding: 1)
    #expect(y.scalars == [-16, -15, -15, -13, -12, -12, -13, -12, -12])
  }

  @Test func maximumPoolingDifferentiatesTwice() {
    // Steps of 1 between distinct values: no winner changes.
    let x = Tensor((0..<630).map { Float($0 * 37 % 630) }, shape: [2, 7, 9, 5])
    #expect(
      FiniteDifferences(order: 2, tolerance: 1e-2).mismatches(at: [x]) {
        $0[0].maxPooled(size: 3, stride: 2, padding: 1)
      } == [])
  }

  // torch 2.13: F.avg_pool2d(torch.arange(9.).reshape(1, 1, 3, 3), 2, stride=2, padding=1), and the
  // same with count_include_pad=False
  @Test func paddingCountsInAMeanWhereItIsAskedTo() {
    let x = Tensor((0..<9).map(Float.init), shape: [1, 3, 3, 1])
    let counted = x.averagePooled(size: 2, stride: 2, padding: 1)
    let uncounted = x.averagePooled(size: 2, stride: 2, padding: 1, countsPadding: false)
    #expect(counted.scalars == [0, 0.75, 2.25, 6])
    #expect(uncounted.scalars == [0, 1.5, 4.5, 6])
  }

  @Test(arguments: [true, false]) func averagePoolingDifferentiatesTwice(countsPadding: Bool) {
    #expect(
      FiniteDifferences(order: 2).mismatches(at: [testTensor([2, 7, 9, 17])]) {
        $0[0].averagePooled(size: 3, stride: 2, padding: 1, countsPadding: countsPadding)
      } == [])
  }

  @Test func globalPoolingIsTheMeanOfEveryChannel() {
    let x = Tensor([1, 10, 2, 20, 3, 30, 6, 60], shape: [1, 2, 2, 2])
    #expect(x.globalAveragePooled().shape == [1, 2])
    #expect(x.globalAveragePooled().scalars == [3, 30])
  }

  @Test func oneAndTwoThreadsGiveTheSameBits() {
    let x = testTensor([4, 64, 64, 33])
    let (alone, together) = onOneAndTwoThreads {
      [
        derivatives([x], testTensor([4, 32, 32, 33])) { $0[0].maxPooled(size: 2) }[0].scalars,
        derivatives([x], testTensor([4, 32, 32, 33])) { $0[0].averagePooled(size: 2) }[0].scalars,
        derivatives([x], testTensor([4, 128, 128, 33])) { $0[0].upsampledNearest() }[0].scalars,
        x.resizedBilinear(height: 50, width: 70).scalars,
      ]
    }
    #expect(alone == together)
  }
}
