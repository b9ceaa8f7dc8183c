import Foundation
import Oko
import OkoNetworks
import Testing

/// A model file that is well formed, but whose numbers are not those of a detector.
@Suite struct HostileModelTests {
  private func checkpoint(
    bins: Int = DistributionCodec.bins, change: (inout [String: Tensor]) -> Void = { _ in }
  ) throws -> Checkpoint {
    var architecture = DetectorNetworkTests.tiny
    architecture.binCount = bins
    let network = DetectorNetwork(architecture)
    network.initialize(seed: 1)
    let text = String(decoding: try JSONEncoder().encode(architecture), as: UTF8.self)
    let description = ModelDescription(
      task: "detect", classNames: ["a", "b", "c"], imageSize: 64,
      details: ["architecture": text])
    var tensors = network.checkpointTensors
    change(&tensors)
    return Checkpoint(tensors: tensors, metadata: description.metadata)
  }

  @Test func aSoundModelLooksAtAPicture() throws {
    let detector = try Detector(checkpoint())
    let picture = Image(width: 40, height: 24, channels: .rgb, filledWith: [1, 2, 3])
    #expect(detector.detect(picture, options: DetectionOptions(confidence: 0.9)).isEmpty)
  }

  @Test(arguments: [1, 8, 17, 64])
  func distributionsOfOtherSizesAreRefused(bins: Int) throws {
    let error = #expect(throws: CheckpointError.self) { try Detector(checkpoint(bins: bins)) }
    #expect(error?.code == .misfit)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aWeightThatIsNotFiniteIsRefusedByName(value: Float) throws {
    let name = "heads.1.box.0.normalization.scale"
    let hostile = try checkpoint { tensors in
      guard let tensor = tensors[name] else { return }
      var scalars = tensor.scalars
      scalars[scalars.count - 1] = value
      tensors[name] = Tensor(scalars, shape: tensor.shape)
    }
    #expect(hostile.tensors[name] != nil)
    let error = #expect(throws: CheckpointError.self) { try Detector(hostile) }
    #expect(error?.code == .damaged)
    #expect(error?.message.contains(name) == true)
  }
}
