import Oko
import OkoTensors
import Testing

@Suite struct CompleteOverlapTests {
  @Test func aHandSizedPair() {
    // IoU 1/7; centres (1, 1) apart in a 3 × 3 box: 2/18; the aspects agree.
    let value = CompleteOverlap.valueAndGradient([0, 0, 2, 2], target: [1, 1, 3, 3]).value
    #expect(abs(value - (1.0 / 7 - 1.0 / 9)) < 1e-6)
    let equal = CompleteOverlap.valueAndGradient([1, 2, 5, 9], target: [1, 2, 5, 9])
    #expect(abs(equal.value - 1) < 1e-6)
  }

  @Test func theGradientIsThatOfFiniteDifferencesWithTheTradeHeld() {
    var random = RandomSource(seed: 2, stream: "ciou")
    func box() -> SIMD4<Double> {
      let (x, y) = (Double(random.uniform()) * 10, Double(random.uniform()) * 10)
      return SIMD4(
        x, y, x + 0.5 + Double(random.uniform()) * 9, y + 0.5 + Double(random.uniform()) * 9)
    }
    for _ in 0..<200 {
      let (predicted, target) = (box(), box())
      let gradient = CompleteOverlap.valueAndGradient(predicted, target: target).gradient
      let trade = CompleteOverlapReference.trade(predicted, target)
      for edge in 0..<4 {
        var (low, high) = (predicted, predicted)
        low[edge] -= 1e-5
        high[edge] += 1e-5
        let slope =
          (CompleteOverlapReference.value(high, target, trade: trade)
            - CompleteOverlapReference.value(low, target, trade: trade)) / 2e-5
        #expect(abs(slope - gradient[edge]) < 1e-4 * max(1, abs(slope)))
      }
    }
  }

  @Test func singlePrecisionAgrees() {
    let a = BoxCorners(left: 3, top: 5, right: 21, bottom: 30)
    let b = BoxCorners(left: 6, top: 2, right: 40, bottom: 27)
    let single = CompleteOverlap.value(
      a, aspect: TaskAlignedAssigner.Prediction(a).aspect, target: b,
      targetAspect: TaskAlignedAssigner.Prediction(b).aspect)
    let double = CompleteOverlapReference.value([3, 5, 21, 30], [6, 2, 40, 27], trade: nil)
    #expect(abs(Double(single) - double) < 1e-6)
  }
}
