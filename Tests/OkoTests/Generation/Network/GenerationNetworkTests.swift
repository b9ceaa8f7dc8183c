import Oko
import OkoNetworks
import TestSupport
import Testing

@Suite struct GenerationNetworkTests {
  typealias Family = GenerationArchitecture.Family

  private func scores(
    _ architecture: GenerationArchitecture, _ pictures: Tensor, _ classes: [Int]
  ) -> Tensor {
    let network = DiscriminatorNetwork(architecture)
    network.initialize(seed: 1)
    return network(pictures, classes: classes)
  }

  @Test(arguments: Family.allCases, [1, 3, 4])
  func latentNumbersBecomePicturesAndPicturesScores(family: Family, channels: Int) {
    for classCount in [1, 3] {
      let architecture = ToyGenerator.architecture(
        family, channels: channels, classCount: classCount)
      let classes = [classCount - 1, 0]
      let pictures = ToyGenerator.network(architecture)(testTensor([2, 8]), classes: classes)
      #expect(pictures.shape == [2, 32, 32, channels])
      #expect(scores(architecture, pictures, classes).shape == [2])
    }
  }

  @Test(arguments: Family.allCases, [64, 128, 256])
  func thereAreNetworksForLargerPictures(family: Family, resolution: Int) {
    let architecture = GenerationArchitecture(
      family: family, resolution: resolution, latentWidth: 8, width: 16)
    let pictures = ToyGenerator.network(architecture)(testTensor([1, 8]), classes: [0])
    #expect(pictures.shape == [1, resolution, resolution, 3])
    #expect(pictures.scalars.allSatisfy { $0.isFinite })
    #expect(scores(architecture, pictures, [0]).scalar.isFinite)
  }

  @Test func widthsDoubleWithEachHalvingOfTheSide() {
    let residual = GenerationArchitecture(resolution: 64, width: 32)
    let filters = Dictionary(
      uniqueKeysWithValues: DiscriminatorNetwork(residual).namedParameters.map {
        ($0.name, $0.parameter.shape)
      })
    // 16 channels at 32 pixels, 32 at 16, 64 at 8, 128 at 4.
    #expect(filters["body.input.filter"] == [4, 4, 3, 16])
    #expect(filters["body.transitions.0.filter"] == [1, 1, 16, 32])
    #expect(filters["body.transitions.2.filter"] == [1, 1, 64, 128])
    #expect(filters["body.gathering.filter"] == [4, 4, 1, 128])
    #expect(filters["head.matrix"] == [128, 1])
  }

  @Test func onlyAResidualNetworkAttends() {
    func attends(_ family: Family, _ wanted: Bool) -> [Bool] {
      let architecture = GenerationArchitecture(
        family: family, resolution: 32, width: 16, attends: wanted)
      return [
        GeneratorNetwork(architecture).namedParameters,
        DiscriminatorNetwork(architecture).namedParameters,
      ].map { $0.contains { $0.name.contains("attention") } }
    }
    #expect(attends(.residual, true) == [true, true])
    #expect(attends(.residual, false) == [false, false])
    #expect(attends(.dcgan, true) == [false, false])
  }

  @Test func theBlocksOfTheResidualNetworksBeginAsTheIdentity() {
    let architecture = ToyGenerator.architecture()
    let (generator, judge) = (
      ToyGenerator.network(architecture), DiscriminatorNetwork(architecture)
    )
    judge.initialize(seed: 1)
    func outputs() -> [[Float]] {
      let pictures = generator(testTensor([2, 8]), classes: [0, 2])
      return [pictures.scalars, judge(pictures, classes: [0, 2]).scalars]
    }
    let before = outputs()
    let inner = generator.namedParameters + judge.namedParameters
    for (name, parameter) in inner where name.contains("mixing") || name.contains("values.") {
      parameter.value = testTensor(parameter.shape, seed: 9)
    }
    #expect(outputs() == before)
    for (name, parameter) in inner where name.contains("widening") {
      parameter.value = testTensor(parameter.shape, seed: 9)
    }
    #expect(outputs()[0] != before[0] && outputs()[1] != before[1])
  }

  @Test(arguments: Family.allCases)
  func aPictureIsDrawnOfItsLatentNumbersAndItsClass(family: Family) {
    let network = ToyGenerator.network(ToyGenerator.architecture(family))
    let latents = testTensor([1, 8])
    let first = network(latents, classes: [0]).scalars
    #expect(first == network(latents, classes: [0]).scalars)
    #expect(first != network(latents, classes: [1]).scalars)
    #expect(first != network(testTensor([1, 8], seed: 2), classes: [0]).scalars)
  }

  @Test func eachClassIsJudgedByItsOwnLastLayer() throws {
    let network = DiscriminatorNetwork(ToyGenerator.architecture())
    network.initialize(seed: 1)
    let picture = testTensor([1, 32, 32, 3])
    let pictures = Tensor.concatenated([picture, picture, picture], axis: 0)
    let before = network(pictures, classes: [0, 1, 2]).scalars
    #expect(Set(before).count == 3)
    let bias = try #require(network.namedParameters.first { $0.name == "head.bias" }).parameter
    bias.value = Tensor([0, 5, 0], shape: [3])
    let after = network(pictures, classes: [0, 1, 2]).scalars
    #expect(after[0] == before[0] && after[2] == before[2])
    #expect(abs(after[1] - before[1] - 5) < 1e-5)
  }

  @Test func theClassicDiscriminatorTakesTheStatisticsOfTheBatchAlsoOutsideTraining() {
    let pictures = testTensor([2, 32, 32, 3])
    let other = Tensor.concatenated(
      [pictures.sliced(axis: 0, 0..<1), testTensor([1, 32, 32, 3], seed: 2)], axis: 0)
    let (classic, residual) = (
      ToyGenerator.architecture(.dcgan), ToyGenerator.architecture(.residual)
    )
    func first(_ architecture: GenerationArchitecture, _ pictures: Tensor) -> Float {
      scores(architecture, pictures, [0, 0]).scalars[0]
    }
    #expect(abs(first(classic, pictures) - first(classic, other)) > 1e-4)
    #expect(abs(first(residual, pictures) - first(residual, other)) < 1e-5)
  }

  @Test(arguments: Family.allCases)
  func oneAndTwoThreadsGiveTheSameBits(family: Family) {
    let architecture = ToyGenerator.architecture(family)
    let (generator, judge) = (
      ToyGenerator.network(architecture), DiscriminatorNetwork(architecture)
    )
    ToyGenerator.scatter(judge)
    let (alone, together) = onOneAndTwoThreads {
      let pictures = generator(testTensor([4, 8]), classes: [0, 1, 2, 0]).tracked()
      let scores = judge(pictures, classes: [0, 1, 2, 0])
      return [pictures, scores, gradients(of: scores.sum(), at: [pictures])[0]].map(\.scalars)
    }
    #expect(alone == together)
  }

  @Test func latentNumbersMustFit() async {
    await #expect(processExitsWith: .failure) {
      _ = ToyGenerator.network(ToyGenerator.architecture())(
        Tensor(zeros: [1, 7]), classes: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = ToyGenerator.network(ToyGenerator.architecture())(
        Tensor(zeros: [2, 8]), classes: [0])
    }
  }
}
