import Oko
import OkoNetworks
import TestSupport
import Testing

@Suite struct GeneratorTests {
  private func request(_ seed: UInt64, _ classIndex: Int = 0, _ truncation: Float = 1)
    -> GenerationRequest
  {
    GenerationRequest(seed: seed, classIndex: classIndex, truncation: truncation)
  }

  @Test(arguments: [1, 3, 4]) func aPictureHasTheSideAndTheChannelsOfTheModel(channels: Int) throws
  {
    let generator = try ToyGenerator.generator(channels: channels)
    let picture = generator.picture(request(1))
    #expect(picture.size == Size(width: 32, height: 32) && generator.side == 32)
    #expect(picture.channels.rawValue == channels && picture.channels == generator.channels)
  }

  @Test func aPictureDoesNotDependOnItsNeighbours() throws {
    let generator = try ToyGenerator.generator()
    let (many, threads) = onOneAndTwoThreads {
      generator.pictures((0..<7).map { request($0, Int($0 % 3), 0.7) })
    }
    #expect(many == threads)
    for seed in 0..<7 {
      #expect(many[seed] == generator.picture(request(UInt64(seed), seed % 3, 0.7)))
    }
    #expect(Set(many).count == 7)
  }

  @Test func minusOneIsBlackAndOneWhite() throws {
    let generator = try ToyGenerator.generator()
    let network = ToyGenerator.network(ToyGenerator.architecture())
    let latent = Latent(seed: 3, width: 8)
    let values = network(Tensor(latent.values, shape: [1, 8]), classes: [2])
    #expect(generator.picture(latent, classIndex: 2) == Image((values + 1) * 0.5))
    #expect(generator.picture(latent, classIndex: 2) == generator.picture(request(3, 2)))
  }

  @Test func withoutLatentNumbersEachClassHasOnePicture() throws {
    let generator = try ToyGenerator.generator()
    for index in 0..<3 {
      let pictures = (0..<4).map { generator.picture(request($0, index, 0)) }
      #expect(Set(pictures).count == 1)
    }
    #expect(generator.picture(request(0, 0, 0)) != generator.picture(request(0, 1, 0)))
  }

  @Test func truncationBringsPicturesNearerToTheirMean() throws {
    let generator = try ToyGenerator.generator()
    func distance(_ truncation: Float) -> Float {
      let difference =
        Tensor(generator.picture(request(5, 1, truncation)))
        - Tensor(generator.picture(request(5, 1, 0)))
      return difference.squared().sum().scalar
    }
    #expect(0 < distance(0.25) && distance(0.25) < distance(0.5) && distance(0.5) < distance(1))
  }

  @Test func theWayFromSeedToSeedBeginsAndEndsWithTheirPictures() throws {
    let generator = try ToyGenerator.generator()
    let (start, end) = (request(3, 0, 0.8), request(8, 2, 0.8))
    let (way, threads) = onOneAndTwoThreads {
      generator.interpolation(from: start, to: end, count: 6)
    }
    #expect(way.count == 6 && way == threads)
    #expect(way.first == generator.picture(start) && way.last == generator.picture(end))
    #expect(Set(way).count == 6)
    let short = generator.interpolation(from: start, to: end, count: 2)
    #expect(short == [way[0], way[5]])
  }

  @Test func classesTakeTurnsWithTheSeeds() throws {
    let generator = try ToyGenerator.generator()
    #expect((0..<5).map { generator.usualClass(of: $0) } == [0, 1, 2, 0, 1])
    #expect(generator.usualClass(of: .max) == Int(UInt64.max % 3))
    #expect(generator.classNames == ["cat", "dog", "cow"])
    let single = try ToyGenerator.generator(names: ["picture"])
    #expect(single.classNames == [] && single.usualClass(of: 5) == 0)
  }

  @Test func theFingerprintChangesWithAnyWeight() throws {
    let checkpoint = try ToyGenerator.checkpoint()
    let before = try Generator(checkpoint).fingerprint
    #expect(before.count == 16)
    #expect(try Generator(checkpoint).fingerprint == before)
    var other = checkpoint
    let bias = try #require(other.tensors["body.output.bias"])
    var scalars = bias.scalars
    scalars[2] = scalars[2].nextUp
    other.tensors["body.output.bias"] = Tensor(scalars, shape: bias.shape)
    #expect(try Generator(other).fingerprint != before)
  }

  @Test func whatIsNoGeneratorIsRefused() throws {
    func expect(_ message: String, _ checkpoint: Checkpoint) {
      let error = #expect(throws: CheckpointError.self) { try Generator(checkpoint) }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
    expect("a model for \"classify\"", try ToyGenerator.checkpoint(task: "classify"))
    let changes: [(inout GenerationArchitecture) -> Void] = [
      { $0.resolution = 48 }, { $0.resolution = 1 << 20 }, { $0.channels = 2 },
      { $0.latentWidth = 0 }, { $0.width = 17 }, { $0.width = 1 << 20 }, { $0.classCount = 0 },
    ]
    for change in changes {
      var architecture = ToyGenerator.architecture()
      change(&architecture)
      expect("no architecture that is known", try ToyGenerator.checkpoint(named: architecture))
    }
    let two = ToyGenerator.architecture(classCount: 2)
    expect("2 classes, but 3 names", try ToyGenerator.checkpoint(named: two))
    let large = GenerationArchitecture(
      resolution: 64, classCount: 3, latentWidth: 8, width: 16)
    expect("body.", try ToyGenerator.checkpoint(named: large))
    var lacking = try ToyGenerator.checkpoint()
    lacking.tensors.removeValue(forKey: "embedding")
    expect("no tensor embedding", lacking)
    var damaged = try ToyGenerator.checkpoint()
    damaged.tensors["body.output.bias"] = Tensor([0, .nan, 0], shape: [3])
    expect("body.output.bias", damaged)
  }

  @Test func anErrorNamesTheFile() throws {
    let folder = try DatasetFolderFixture()
    let path = folder.path + "/other.safetensors"
    try folder.write(
      SafeTensors.encode(ToyGenerator.checkpoint(task: "detect")), to: "other.safetensors")
    let error = #expect(throws: CheckpointError.self) { try Generator.load(path) }
    #expect(error?.path == path && error?.message == "a model for \"detect\", not for \"generate\"")
    try folder.write(SafeTensors.encode(ToyGenerator.checkpoint()), to: "own.safetensors")
    let loaded = try Generator.load(folder.path + "/own.safetensors")
    #expect(loaded.fingerprint == (try ToyGenerator.generator().fingerprint))
  }
}
