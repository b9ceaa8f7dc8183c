import Foundation
import Oko
import OkoTensors
import Testing

@Suite struct DistributionCodecTests {
  @Test func aPeakedDistributionIsItsBin() {
    var logits = [Float](repeating: 0, count: 64)
    for (side, bin) in [3, 0, 15, 7].enumerated() { logits[side * 16 + bin] = 90 }
    let box = DistributionCodec.corners(logits, centerX: 100, centerY: 60, stride: 8)
    #expect(box == BoxCorners(left: 76, top: 60, right: 220, bottom: 116))
  }

  @Test func equalLogitsStandForSevenAndAHalfStrides() {
    let logits = [Float](repeating: -4, count: 64)
    let box = DistributionCodec.corners(logits, centerX: 0, centerY: 0, stride: 2)
    #expect(box == BoxCorners(left: -15, top: -15, right: 15, bottom: 15))
  }

  @Test(arguments: [Float(0.5), 3, 40, 1000])
  func distancesAreExpectationsOfTheSoftmax(spread: Float) {
    var random = RandomSource(seed: 5, stream: "codec")
    for _ in 0..<50 {
      let logits = (0..<64).map { _ in random.normal() * spread }
      let distances = DistributionCodec.distances(logits)
      for side in 0..<4 {
        let row = logits[(side * 16)..<(side * 16 + 16)].map(Double.init)
        let largest = row.max() ?? 0
        let powers = row.map { exp($0 - largest) }
        let expected =
          zip(0..<16, powers).reduce(0) { $0 + Double($1.0) * $1.1 } / powers.reduce(0, +)
        #expect(abs(Double(distances[side]) - expected) < 1e-5)
      }
    }
  }

  @Test func logitsThatAreNoNumbersGiveABoxThatIsNone() {
    var logits = [Float](repeating: 0, count: 64)
    logits[20] = .nan
    #expect(DistributionCodec.distances(logits).y.isNaN)
  }
}
