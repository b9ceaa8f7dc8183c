import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct ClassBalanceTests {
  /// 100 pictures: class 0 in 90, class 1 in 25, class 2 in 1, none in 10.
  private static let samples = (0..<100).map { index in
    let classes = [index < 90 ? 0 : nil, index < 25 ? 1 : nil, index == 7 ? 2 : nil]
    return DetectionSample(
      imagePath: "\(index)", size: Size(width: 10, height: 10),
      objects: classes.compactMap { $0 }.map {
        ObjectAnnotation(box: Box(x: 0, y: 0, width: 5, height: 5), classIndex: $0)
      })
  }

  @Test func factorsAreThoseOfThePaper() {
    let factors = RepeatFactors(Self.samples, balance: .threshold(0.36)).factors
    #expect(abs(factors[7] - 6) < 1e-12)
    #expect(abs(factors[0] - 1.2) < 1e-12)
    #expect(factors[30] == 1 && factors[99] == 1)
  }

  @Test func autoLeavesModerateImbalanceAlone() {
    #expect(RepeatFactors(Self.samples, balance: .off).areEven)
    let auto = RepeatFactors(Self.samples, balance: .auto).factors
    #expect(abs(auto[7] - 3) < 1e-12)
    #expect(auto[0] == 1)
    #expect(RepeatFactors(Array(Self.samples[10...]), balance: .auto).areEven)
  }

  @Test func anEpochKeepsItsLength() {
    let factors = RepeatFactors(Self.samples, balance: .threshold(0.36))
    var random = RandomSource(seed: 1)
    var counts = [Int](repeating: 0, count: 100)
    for _ in 0..<200 {
      let order = factors.order(using: &random)
      #expect(order.count == 100)
      for index in order { counts[index] += 1 }
    }
    // Factors of 6, 24 times 1.2 and 75 times 1 share 100 places.
    let whole = 6.0 + 24 * 1.2 + 75
    #expect(abs(Double(counts[7]) / 200 - 600 / whole) < 0.1)
    let second = counts[..<25].reduce(0, +) - counts[7]
    #expect(abs(Double(second) / 24 / 200 - 120 / whole) < 0.02)
    #expect(counts.allSatisfy { $0 > 0 })
  }

  @Test func aChoiceFollowsItsWeights() {
    let choice = WeightedChoice([1, 0, 3])
    var random = RandomSource(seed: 2)
    var counts = [0, 0, 0]
    for _ in 0..<4000 { counts[choice.index(using: &random)] += 1 }
    #expect(counts[1] == 0)
    #expect(abs(counts[2] - 3000) < 100)
  }
}
