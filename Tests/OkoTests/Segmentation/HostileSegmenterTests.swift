import Foundation
import Oko
import OkoNetworks
import Testing

/// A model file that is well formed, but whose numbers are not those of a segmenter.
@Suite struct HostileSegmenterTests {
  private func checkpoint(
    task: String = "segment", names: [String] = ["a", "b", "c"],
    named: SegmentationArchitecture? = nil, change: (inout [String: Tensor]) -> Void = { _ in }
  ) throws -> Checkpoint {
    let network = SegmenterNetwork(SegmenterNetworkTests.unet)
    network.initialize(seed: 1)
    let told = try JSONEncoder().encode(named ?? network.architecture)
    let description = ModelDescription(
      task: task, classNames: names, imageSize: 64,
      details: ["architecture": String(decoding: told, as: UTF8.self)])
    var tensors = network.checkpointTensors
    change(&tensors)
    return Checkpoint(tensors: tensors, metadata: description.metadata)
  }

  @Test func aSoundModelLooksAtAPicture() throws {
    let segmenter = try Segmenter(checkpoint())
    let picture = Image(width: 41, height: 23, channels: .rgb, filledWith: [1, 2, 3])
    #expect(segmenter.segment(picture).size == picture.size)
  }

  @Test func whatIsNoSegmenterIsRefused() throws {
    var other = SegmenterNetworkTests.unet
    other.widths[2] = 1 << 40
    var fewer = SegmenterNetworkTests.unet
    fewer.decoderWidths[0] = 8
    for hostile in [
      try checkpoint(task: "detect"), try checkpoint(names: ["a"]), try checkpoint(named: other),
      try checkpoint(named: fewer), try checkpoint { $0.removeValue(forKey: "outputs.0.bias") },
    ] {
      #expect(throws: CheckpointError.self) { try Segmenter(hostile) }
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aWeightThatIsNotFiniteIsRefusedByName(value: Float) throws {
    let name = "decoder.stages.0.joint.normalization.shift"
    let hostile = try checkpoint { tensors in
      guard let tensor = tensors[name] else { return }
      var scalars = tensor.scalars
      scalars[scalars.count - 1] = value
      tensors[name] = Tensor(scalars, shape: tensor.shape)
    }
    #expect(hostile.tensors[name] != nil)
    let error = #expect(throws: CheckpointError.self) { try Segmenter(hostile) }
    #expect(error?.code == .damaged)
    #expect(error?.message.contains(name) == true)
  }
}
