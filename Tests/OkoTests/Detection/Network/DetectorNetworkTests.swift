import Oko
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct DetectorNetworkTests {
  static let tiny: DetectorArchitecture = {
    var architecture = DetectorArchitecture(.nano, classCount: 3)
    architecture.widths = [4, 6, 8, 12, 16]
    (architecture.boxHeadWidth, architecture.classHeadWidth) = (8, 6)
    return architecture
  }()

  @Test func everyPlaceOfEveryLevelHasARowOfLogits() {
    let network = DetectorNetwork(Self.tiny)
    network.initialize(seed: 1)
    let logits = network(Tensor(zeros: [2, 64, 96, 3]))
    // 8 × 12 + 4 × 6 + 2 × 3 places; four sides of 16 bins and three classes.
    #expect(logits.shape == [2, 126, 67])
  }

  @Test func aFreshNetworkExpectsFewObjects() {
    let network = DetectorNetwork(Self.tiny)
    network.initialize(seed: 1)
    var random = RandomSource(seed: 2)
    let logits = network(Tensor(uniform: [1, 64, 64, 3], in: 0...1, using: &random))
    let classes = logits.sliced(axis: 2, 64..<67).scalars
    #expect(classes.allSatisfy { $0 < -2 })
  }

  @Test(arguments: [(DetectorSize.nano, 2.8e6...3.2e6), (.small, 6e6...10e6)])
  func sizesAreWhatTheirDocumentationSays(size: DetectorSize, weights: ClosedRange<Double>) {
    let network = DetectorNetwork(DetectorArchitecture(size, classCount: 5))
    #expect(weights.contains(Double(network.trainableCount)))
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    let network = DetectorNetwork(Self.tiny)
    network.initialize(seed: 1)
    var random = RandomSource(seed: 2)
    let x = Tensor(uniform: [1, 96, 64, 3], in: 0...1, using: &random)
    let (one, two) = onOneAndTwoThreads { network(x).scalars }
    #expect(one == two)
  }

  @Test func numbersFromAHostileFileAreRefused() {
    #expect(Self.tiny.isValid)
    var odd = Self.tiny
    odd.widths[1] = 7
    #expect(!odd.isValid)
    odd = Self.tiny
    odd.depths = [1, 2, 1_000_000_000, 1]
    #expect(!odd.isValid)
    odd = Self.tiny
    odd.classCount = 0
    #expect(!odd.isValid)
  }
}
