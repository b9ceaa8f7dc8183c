import OkoTensors
import TestSupport
import Testing

@Suite struct SoftmaxTests {
  /// Made with numpy: `e = np.exp(np.array([1., 2., 3.]) / t); e / e.sum()` for t = 1 and 2.
  @Test func valuesEqualReferences() {
    let x = Tensor([1, 2, 3, 3, 2, 1], shape: [2, 3])
    let sharp = [0.0900305732, 0.2447284711, 0.6652409558]
    let soft = [0.1863237232, 0.3071958857, 0.5064803911]
    #expect(largestError(x.softmax().scalars, sharp + sharp.reversed()) < 1e-6)
    #expect(largestError(x.softmax(temperature: 2).scalars, soft + soft.reversed()) < 1e-6)
    let logarithms = [-2.4076059644, -1.4076059644, -0.4076059644]
    #expect(largestError(x.logSoftmax().scalars, logarithms + logarithms.reversed()) < 1e-6)
    #expect(
      largestError(
        x.logSoftmax(temperature: 2).scalars,
        [-1.6802696, -1.1802696, -0.6802696, -0.6802696, -1.1802696, -1.6802696]) < 1e-6)
  }

  @Test func largeScalarsDoNotOverflow() {
    let x = Tensor([1000, 0, -1000], shape: [3])
    #expect(x.softmax().scalars == [1, 0, 0])
    #expect(x.logSoftmax().scalars == [0, -1000, -2000])
  }

  @Test(arguments: [([2, 5], 1), ([3, 1, 4], 0.5), ([7], 3), ([2, 1], 1)] as [([Int], Float)])
  func gradientsEqualDifferences(_ dimensions: [Int], _ temperature: Float) {
    let inputs = [testTensor(Shape(dimensions), in: -2...2)]
    let check = FiniteDifferences(order: 2)
    #expect(check.mismatches(at: inputs) { $0[0].softmax(temperature: temperature) } == [])
    #expect(check.mismatches(at: inputs) { $0[0].logSoftmax(temperature: temperature) } == [])
  }

  @Test(arguments: [([4001, 11]), ([3, 70_001])]) func everyRowIsNormalised(_ dimensions: [Int]) {
    let x = testTensor(Shape(dimensions), in: -9...9)
    let (one, two) = onOneAndTwoThreads { (x.softmax(), x.logSoftmax()) }
    #expect(one.0.scalars == two.0.scalars && one.1.scalars == two.1.scalars)
    let ones = [Double](repeating: 1, count: dimensions[0])
    #expect(largestError(one.0.sum(axes: [1]).scalars, ones) < 1e-6)
    #expect(largestError(one.1.exp().sum(axes: [1]).scalars, ones) < 2e-6)
  }

  @Test func aTemperatureOfZeroTraps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(zeros: [3]).softmax(temperature: 0) }
  }
}
