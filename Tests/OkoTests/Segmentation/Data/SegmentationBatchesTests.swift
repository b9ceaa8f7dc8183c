import Oko
import OkoImaging
import OkoTensors
import OkoTraining
import Testing

@Suite struct SegmentationBatchesTests {
  private static let plan = EpochPlan(epoch: 0, plannedEpochs: 50, stepsPerEpoch: 3)

  private static func options(batch: Int, workers: Int = 1) -> TrainingOptions {
    var options = TrainingOptions(output: "")
    (options.batchSize, options.workers, options.seed) = (batch, workers, 5)
    return options
  }

  /// Pictures with squares, and the way to their labels.
  private static func samples(
    in folder: DatasetFolderFixture, sizes: [Size]
  ) throws -> ([SegmentationSample], LabelledPictureCache.Labels) {
    var truths: [String: (LabelMap, InstanceMap?)] = [:]
    let samples = try sizes.enumerated().map { index, size in
      let (image, labels, instances) = LabelledPictureFixture.parts(size, side: 11 + index)
      try folder.write(try PNGEncoder.encode(image), to: "\(index).png")
      let path = folder.path + "/\(index).png"
      truths[path] = (labels, instances)
      return SegmentationSample(
        imagePath: path, size: size, labels: .mask(path: "", encoding: .indices))
    }
    let known = truths
    return (
      samples,
      { sample throws(ImageError) in
        guard let truth = known[sample.imagePath] else {
          throw ImageError(.unreadable, "no labels", path: sample.imagePath)
        }
        return truth
      }
    )
  }

  private static let sizes = [
    Size(width: 90, height: 70), Size(width: 40, height: 100), Size(width: 64, height: 48),
  ]

  private static func batches(
    _ samples: [SegmentationSample], _ labels: @escaping LabelledPictureCache.Labels,
    workers: Int = 1, augmentation: SegmentationAugmentation = .microscopy,
    normalization: PictureNormalization = .standardized, separates: Bool = true,
    patches: Int = 3, foreground: Float = 1.0 / 3, cache: LabelledPictureCache? = nil
  ) throws -> [SegmentationBatch] {
    let loader = try SegmentationBatches.loader(
      samples, patch: Size(width: 64, height: 48), normalization: normalization,
      separatesInstances: separates, augmentation: augmentation,
      options: options(batch: 4, workers: workers), patchesPerPicture: patches,
      foregroundShare: foreground, cache: cache, labels: labels)
    let stream = loader.batches(plan)
    var batches: [SegmentationBatch] = []
    while let (batch, _) = try stream.next() { batches.append(batch) }
    return batches
  }

  @Test func threadsAndCacheChangeNoBit() throws {
    let folder = try DatasetFolderFixture()
    let (samples, labels) = try Self.samples(in: folder, sizes: Self.sizes)
    let cache = LabelledPictureCache()
    let one = try Self.batches(samples, labels, cache: cache)
    #expect(cache.count == 3)
    #expect((1..<cache.budget).contains(cache.byteCount))
    let three = try Self.batches(
      samples, labels, workers: 3, cache: LabelledPictureCache(budget: 0))
    #expect(one.map(\.images.shape) == [[4, 48, 64, 3], [4, 48, 64, 3], [1, 48, 64, 3]])
    #expect(one.map(\.images.scalars) == three.map(\.images.scalars))
    #expect(one.map(\.labels) == three.map(\.labels))
    #expect(one.map(\.instances) == three.map(\.instances))
    #expect(one.map(\.files) == three.map(\.files))
    let files = one.flatMap(\.files)
    for sample in samples { #expect(files.filter { $0 == sample.imagePath }.count == 3) }
    #expect(one.allSatisfy { $0.images.scalars.allSatisfy(\.isFinite) })
    #expect(one.allSatisfy { $0.instances?.depths.count == $0.labels.count })
  }

  @Test func patchesAreTheirPicturesNormalised() throws {
    let folder = try DatasetFolderFixture()
    let (samples, labels) = try Self.samples(in: folder, sizes: [Self.sizes[2]])
    let (image, truth, instances) = LabelledPictureFixture.parts(Self.sizes[2], side: 11)
    let batch = try #require(
      try Self.batches(
        samples, labels, augmentation: .none, normalization: .unit, patches: 1
      ).first)
    #expect(batch.images.scalars == Tensor(image).scalars)
    #expect(batch.labels == truth.labels)
    #expect(batch.instances == InstanceTargets(instances.ids, size: instances.size))
    let other = try #require(
      try Self.batches(samples, labels, augmentation: .none, separates: false, patches: 1).first)
    let scaling = PictureNormalization.standardized.scaling(of: image)
    let pairs = zip(other.images.scalars, batch.images.scalars)
    #expect(pairs.allSatisfy { abs($0 - ($1 + scaling.offset) * scaling.factor) < 1e-5 })
    #expect(other.instances == nil)
  }

  @Test(arguments: [0, 0.5, 1] as [Float])
  func theShareOfForegroundIsKept(share: Float) throws {
    let size = Size(width: 400, height: 400)
    var labels = LabelMap(size: size, filledWith: 0)
    // One pixel of class 1 and a field of class 2.
    labels.labels[200 * 400 + 200] = 1
    for y in 300..<340 { for x in 100..<140 { labels.labels[y * 400 + x] = 2 } }
    let picture = LabelledPicture(
      Image(width: 400, height: 400, channels: .gray, filledWith: [9]), labels: labels,
      instances: nil, normalization: .unit)
    let augmenter = PatchAugmenter(
      size: Size(width: 9, height: 9), options: .none, normalization: .unit, foregroundShare: share)
    var random = RandomSource(seed: 2)
    let patches = (0..<400).map { _ in augmenter.patch(of: picture, file: "", using: &random) }
    // The middle pixel; by chance it is of class 2 on one patch in a hundred.
    let middles = patches.map { $0.labels[40] }
    let (one, two) = (middles.filter { $0 == 1 }.count, middles.filter { $0 == 2 }.count)
    #expect(abs(Float(one) - 200 * share) <= 32 * share)
    #expect(abs(Float(two) - 200 * share) <= 32 * share + 12 * (1 - share))
  }

  @Test func aSmallPictureIsIgnoredAroundItself() throws {
    let folder = try DatasetFolderFixture()
    let (samples, labels) = try Self.samples(in: folder, sizes: [Size(width: 20, height: 30)])
    let batch = try #require(
      try Self.batches(samples, labels, augmentation: .none, patches: 1).first)
    #expect(batch.labels.filter { $0 != LabelMap.ignored }.count == 600)
    let instances = try #require(batch.instances)
    for (place, label) in batch.labels.enumerated() where label == LabelMap.ignored {
      #expect(instances.edges[place] == 0 && instances.depths[place] == 0)
    }
  }

  @Test func whatIsWrongIsNamed() throws {
    let folder = try DatasetFolderFixture()
    let (samples, labels) = try Self.samples(in: folder, sizes: Self.sizes)
    let noInstances: LabelledPictureCache.Labels = { sample throws(ImageError) in
      (try labels(sample).0, nil)
    }
    let error = #expect(throws: TrainingError.self) {
      _ = try Self.batches([samples[1]], noInstances, patches: 1)
    }
    #expect(error?.code == .data && error?.file == samples[1].imagePath)
    let unlike: LabelledPictureCache.Labels = { _ throws(ImageError) in
      (LabelMap(size: Size(width: 3, height: 2), filledWith: 0), nil)
    }
    let size = #expect(throws: TrainingError.self) {
      _ = try Self.batches([samples[1]], unlike, separates: false, patches: 1)
    }
    #expect(size?.message.contains("40×100") == true && size?.message.contains("3×2") == true)
    let broken: [(Int, Float)] = [(0, 0.5), (1, 1.5)]
    for (patches, share) in broken {
      let option = #expect(throws: TrainingError.self) {
        _ = try Self.batches(samples, labels, patches: patches, foreground: share)
      }
      #expect(option?.code == .option)
    }
    let empty = #expect(throws: TrainingError.self) { _ = try Self.batches([], labels) }
    #expect(empty?.code == .data)
  }
}
