import OkoNetworks
import OkoTensors
import Testing

/// A network with every way that a parameter can be held.
struct SmallNetwork: Module {
  let body: [ConvolutionBlock]
  let extra: Linear?
  let none: Linear?
  let head: Linear

  init() {
    body = [ConvolutionBlock(3, 4, stride: 2), ConvolutionBlock(4, 4, kernel: 1)]
    extra = Linear(4, 4, hasBias: false)
    none = nil
    head = Linear(4, 2)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var y = x
    for block in body { y = block(y) }
    y = y.mean(axes: [1, 2])
    if let extra { y = extra(y) }
    return head(y)
  }
}

@Suite struct ModuleTests {
  @Test func parametersAreNamedByTheWayToThem() {
    let names = SmallNetwork().namedParameters.map(\.name)
    let block = [
      "convolution.filter", "normalization.scale", "normalization.shift", "normalization.mean",
      "normalization.variance",
    ]
    #expect(
      names
        == block.map { "body.0." + $0 } + block.map { "body.1." + $0 }
        + ["extra.matrix", "head.matrix", "head.bias"])
  }

  @Test func statisticsAreNotTrained() {
    let trained = 3 * 3 * 3 * 4 + 4 * 4 + 2 * (4 + 4) + 4 * 4 + 4 * 2 + 2
    #expect(SmallNetwork().trainableCount == trained)
  }

  @Test func aSeedAndANameDetermineAWeight() {
    let (one, two, other) = (SmallNetwork(), SmallNetwork(), SmallNetwork())
    one.initialize(seed: 1)
    two.initialize(seed: 1)
    other.initialize(seed: 2)
    #expect(one.head.matrix.value.scalars == two.head.matrix.value.scalars)
    #expect(one.head.matrix.value.scalars != other.head.matrix.value.scalars)
    // The same shape and initializer, another name.
    let lone = Linear(4, 2)
    lone.initialize(seed: 1)
    #expect(one.head.matrix.value.scalars != lone.matrix.value.scalars)
  }

  @Test func aCheckpointKeepsPyTorchsAxes() throws {
    let network = SmallNetwork()
    network.initialize(seed: 3)
    let tensors = network.checkpointTensors
    #expect(tensors["body.0.convolution.filter"]?.shape == [4, 3, 3, 3])
    #expect(tensors["head.matrix"]?.shape == [2, 4])
    let memory = network.body[0].convolution.filter.value.scalars
    let disk = try #require(tensors["body.0.convolution.filter"]).scalars
    // Output 1, input 2, row 0, column 1.
    let (onDisk, inMemory) = ((1 * 3 + 2) * 9 + 1, (1 * 3 + 2) * 4 + 1)
    #expect(disk[onDisk] == memory[inMemory])
    let copy = SmallNetwork()
    try copy.restore(from: Checkpoint(tensors: tensors))
    for (name, value) in network.values {
      #expect(copy.values[name]?.scalars == value.scalars)
    }
  }

  @Test func aMisfitNamesTheTensorAndChangesNothing() {
    let network = SmallNetwork()
    network.initialize(seed: 3)
    let before = network.head.bias?.value.scalars
    var tensors = network.checkpointTensors.mapValues { $0 + 1 }
    tensors["head.matrix"] = Tensor(zeros: [3, 4])
    let error = #expect(throws: CheckpointError.self) {
      try network.restore(from: Checkpoint(tensors: tensors))
    }
    #expect(error?.message == "head.matrix has shape [3, 4], expected [2, 4]")
    #expect(network.head.bias?.value.scalars == before)
    #expect(network.adopt(Checkpoint(tensors: tensors)) == (12, 13))
    #expect(network.head.bias?.value.scalars == before?.map { $0 + 1 })
  }

  @Test func inferenceFusesTheBlockWithoutChangingItsResult() {
    let block = ConvolutionBlock(5, 7)
    block.initialize(seed: 4)
    var random = RandomSource(seed: 5)
    block.normalization.mean.value = Tensor(normal: [7], using: &random)
    block.normalization.variance.value = Tensor(uniform: [7], in: 0.5...2, using: &random)
    let x = Tensor(normal: [2, 9, 8, 5], using: &random)
    let fused = block(x)
    // A tracked input takes the way with one operation after the other.
    let separate = block(x.tracked())
    #expect(fused.shape == [2, 9, 8, 7])
    for (a, b) in zip(fused.scalars, separate.scalars) { #expect(abs(a - b) < 1e-4) }
  }
}
