import Foundation
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct LazySafeTensorsTests {
  private let checkpoint = Checkpoint(
    tensors: [
      // More rows than are read at once, rows that are longer than that, and few scalars.
      "tall": testTensor([4000, 3, 4, 2], seed: 1), "wide": testTensor([2, 70_000], seed: 2),
      "few": Tensor([1, 2, 3], shape: [3]), "one": Tensor(7), "empty": Tensor([], shape: [0, 4]),
    ],
    metadata: ["task": "detect"])

  @Test(arguments: [SafeTensors.Precision.single, .bfloat16])
  func allIsReadAsAtOnce(precision: SafeTensors.Precision) throws {
    let bytes = SafeTensors.encode(checkpoint, precision: precision)
    let known = try SafeTensors.decode(bytes)
    let read = try SafeTensors.lazilyDecode(bytes)
    #expect(read.metadata == known.metadata)
    #expect(read.tensors.keys.sorted() == known.tensors.keys.sorted())
    for (name, tensor) in known.tensors {
      let found = try #require(read.tensors[name])
      #expect(found.isUnread == ["tall", "wide"].contains(name))
      #expect(found.shape == tensor.shape && found.loaded.scalars == tensor.scalars)
      guard tensor.shape.rank == 4 else { continue }
      let axes = [2, 3, 1, 0]
      #expect(found.reordered(axes).loaded.scalars == tensor.permuted(axes).scalars)
    }
  }

  @Test(arguments: SafeTensorsFile.all)
  func itIsAcceptedWhereAllIsReadAtOnce(file: SafeTensorsFile) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.path)))
    let known = Result { try SafeTensors.decode(bytes) }
    let read = Result { try SafeTensors.lazilyDecode(bytes) }
    switch (known, read) {
    case (.success(let known), .success(let read)):
      for (name, tensor) in known.tensors {
        #expect(
          read.tensors[name]?.scalars.map(\.bitPattern) == tensor.scalars.map(\.bitPattern))
      }
    case (.failure(let known as CheckpointError), .failure(let read as CheckpointError)):
      #expect(read.message == known.message)
    default: Issue.record("\(known) of the bytes, but \(read) of the file")
    }
  }

  @Test func aNetworkThatIsRestoredFromItIsReadLayerByLayer() throws {
    let layer = Convolution(32, 64)
    layer.initialize(seed: 1)
    let expected = layer.values
    let bytes = SafeTensors.encode(Checkpoint(tensors: layer.checkpointTensors))
    let copy = Convolution(32, 64)
    try copy.restore(from: SafeTensors.lazilyDecode(bytes))
    #expect(copy.filter.value.isUnread)
    let x = testTensor([1, 12, 12, 32])
    let compiled = CompiledNetwork { copy($0) }
    #expect(compiled(x).scalars == CompiledNetwork { layer($0) }(x).scalars)
    // Not even layers that are run as they are keep it.
    #expect(copy(x).scalars == layer(x).scalars)
    #expect(copy.filter.value.isUnread)
    // Who needs the weights has them.
    for (name, value) in copy.values { #expect(value.scalars == expected[name]?.scalars) }
    #expect(!copy.filter.value.isUnread)
  }
}
