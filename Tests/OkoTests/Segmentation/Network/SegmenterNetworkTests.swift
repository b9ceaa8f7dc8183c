import Oko
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct SegmenterNetworkTests {
  static let unet = SegmentationArchitecture(
    family: .unet, widths: [4, 6, 8, 12], depths: [0, 1, 1, 1], decoderWidths: [4, 6, 8],
    classCount: 3, separatesInstances: true)
  static let light = SegmentationArchitecture(
    family: .light, widths: [4, 6, 8, 12, 16], depths: [1, 1, 1, 1],
    decoderWidths: [4, 6, 8, 8], classCount: 5, separatesInstances: false)

  private func network(_ architecture: SegmentationArchitecture) -> SegmenterNetwork {
    let network = SegmenterNetwork(architecture)
    network.initialize(seed: 1)
    return network
  }

  @Test(arguments: [unet, light])
  func everyPixelHasLogits(architecture: SegmentationArchitecture) {
    let logits = network(architecture)(Tensor(zeros: [2, 64, 96, 3]))
    #expect(logits.shape == [2, 64, 96, 5])
  }

  @Test func scalesThatAreTrainedHalve() {
    let scales = network(Self.unet).supervised(Tensor(zeros: [1, 64, 96, 3])).map(\.shape)
    #expect(scales == [[1, 64, 96, 5], [1, 32, 48, 5], [1, 16, 24, 5]])
    let light = network(Self.light).supervised(Tensor(zeros: [1, 64, 96, 3])).map(\.shape)
    #expect(light == [[1, 64, 96, 5], [1, 16, 24, 5], [1, 8, 12, 5]])
  }

  @Test(arguments: [unet, light])
  func whatIsTrainedIsWhatPredicts(architecture: SegmentationArchitecture) {
    let network = network(architecture)
    var random = RandomSource(seed: 2)
    let x = Tensor(uniform: [1, 64, 64, 3], in: 0...1, using: &random)
    #expect(network(x).scalars == network.supervised(x)[0].scalars)
  }

  @Test(arguments: [unet, light])
  func theNumberOfThreadsChangesNoBit(architecture: SegmentationArchitecture) {
    let network = network(architecture)
    var random = RandomSource(seed: 2)
    let x = Tensor(uniform: [1, 96, 64, 3], in: 0...1, using: &random)
    let (one, two) = onOneAndTwoThreads { network(x).scalars }
    #expect(one == two)
  }

  @Test func inputsAreMultiplesOfTheCoarsestScale() {
    #expect(Self.unet.multiple == 8)
    #expect(Self.light.multiple == 32)
    #expect(Self.unet.outputCount == 5 && Self.light.outputCount == 5)
  }

  @Test func numbersFromAHostileFileAreRefused() {
    #expect(Self.unet.isValid && Self.light.isValid)
    for change in [
      { $0.widths[1] = 7 }, { $0.depths = [1, 1_000_000_000, 1, 1] }, { $0.classCount = 1 },
      { $0.classCount = 256 }, { $0.decoderWidths.removeLast() }, { $0.widths = [] },
      { $0.decoderWidths[0] = -2 },
    ] as [(inout SegmentationArchitecture) -> Void] {
      var odd = Self.unet
      change(&odd)
      #expect(!odd.isValid)
      odd = Self.light
      change(&odd)
      #expect(!odd.isValid)
    }
  }
}
