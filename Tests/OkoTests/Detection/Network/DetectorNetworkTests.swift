import Foundation
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

  static let attending: DetectorArchitecture = {
    var architecture = tiny
    architecture.attends = true
    return architecture
  }()

  @Test func attentionBeginsAsNothingAndThenReachesAllPlaces() throws {
    let (plain, network) = (DetectorNetwork(Self.tiny), DetectorNetwork(Self.attending))
    plain.initialize(seed: 1)
    network.initialize(seed: 1)
    let x = testTensor([1, 64, 640, 3], in: 0...1)
    #expect(network(x).scalars == plain(x).scalars)
    for (name, parameter) in network.namedParameters where name.hasPrefix("attention.") {
      parameter.value = testTensor(parameter.shape, seed: 5)
    }
    // The last place at stride 32 lies beyond what convolutions at the first one see.
    var changed = x.scalars
    for row in 0..<64 {
      for index in 1800..<1920 { changed[row * 1920 + index] = 0 }
    }
    let other = Tensor(changed, shape: x.shape)
    func first(_ network: DetectorNetwork, _ x: Tensor) -> [Float] {
      network(x).sliced(axis: 1, 0..<1).scalars
    }
    #expect(first(plain, x) == first(plain, other))
    #expect(first(network, x) != first(network, other))
  }

  @Test func anArchitectureThatIsSilentOnAttentionHasNone() throws {
    let encoder = JSONEncoder(), decoder = JSONDecoder()
    let old = try encoder.encode(Self.tiny)
    #expect(!String(decoding: old, as: UTF8.self).contains("attention"))
    #expect(try decoder.decode(DetectorArchitecture.self, from: old) == Self.tiny)
    let new = try encoder.encode(Self.attending)
    #expect(try decoder.decode(DetectorArchitecture.self, from: new) == Self.attending)
    #expect(Self.attending.attends && !Self.tiny.attends)
    var odd = Self.attending
    odd.widths[4] = 18
    #expect(!odd.isValid)
  }

  @Test(arguments: [tiny, attending])
  func theNumberOfThreadsChangesNoBit(architecture: DetectorArchitecture) {
    let network = DetectorNetwork(architecture)
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
