import Oko
import OkoImaging
import OkoTensors
import OkoTraining
import Testing

@Suite struct DetectionBatchesTests {
  private static let plan = EpochPlan(epoch: 0, plannedEpochs: 50, stepsPerEpoch: 3)

  private static func options(batch: Int, workers: Int) -> TrainingOptions {
    var options = TrainingOptions(output: "")
    (options.batchSize, options.workers, options.seed) = (batch, workers, 5)
    return options
  }

  /// Ten drawn pictures in a folder.
  private static func samples(in folder: DatasetFolderFixture) throws -> [DetectionSample] {
    let shapes = SyntheticShapes(size: Size(width: 100, height: 80), seed: 1)
    return try (0..<10).map { index in
      let picture = shapes.picture(index)
      try folder.write(try PNGEncoder.encode(picture.image), to: "\(index).png")
      return DetectionSample(
        imagePath: folder.path + "/\(index).png", size: picture.image.size,
        objects: picture.objects)
    }
  }

  private static func batches(
    _ samples: [DetectionSample], workers: Int, augmentation: DetectionAugmentation,
    cache: PictureCache? = nil
  ) throws -> [DetectionBatch] {
    let loader = try DetectionBatches.loader(
      samples, imageSize: 64, augmentation: augmentation,
      options: options(batch: 4, workers: workers),
      cache: cache)
    let stream = loader.batches(plan)
    var batches: [DetectionBatch] = []
    while let (batch, _) = try stream.next() { batches.append(batch) }
    return batches
  }

  @Test func threadsAndCacheChangeNoBit() throws {
    let folder = try DatasetFolderFixture()
    let samples = try Self.samples(in: folder)
    var augmentation = DetectionAugmentation.microscopy
    (augmentation.rotation, augmentation.mixup) = (10, 0.3)
    let one = try Self.batches(samples, workers: 1, augmentation: augmentation)
    let three = try Self.batches(
      samples, workers: 3, augmentation: augmentation, cache: PictureCache(side: 80, budget: 0))
    #expect(one.map(\.images.shape) == [[4, 64, 64, 3], [4, 64, 64, 3], [2, 64, 64, 3]])
    #expect(one.map(\.images.scalars) == three.map(\.images.scalars))
    #expect(one.map(\.targets) == three.map(\.targets))
    #expect(one.map(\.files) == three.map(\.files))
    #expect(one.contains { $0.files.count > $0.targets.count })
    #expect(one.flatMap(\.targets).contains { !$0.boxes.isEmpty })
    #expect(one.allSatisfy { $0.images.scalars.allSatisfy { (0...1).contains($0) } })
  }

  @Test func aBrokenPictureOfAMosaicIsNamed() throws {
    let folder = try DatasetFolderFixture()
    let samples = try Self.samples(in: folder)
    try folder.write("version https://git-lfs.github.com/spec/v1\n", to: "3.png")
    var augmentation = DetectionAugmentation.standard
    augmentation.mosaic = 1
    let error = #expect(throws: TrainingError.self) {
      _ = try Self.batches(samples, workers: 2, augmentation: augmentation)
    }
    #expect(error?.code == .data)
    #expect(error?.file == folder.path + "/3.png")
    let text = error?.description ?? ""
    #expect(text.split(separator: "3.png").count == 2, "\(text)")
  }

  @Test func nothingToTrainOnIsAnError() {
    let error = #expect(throws: TrainingError.self) {
      try DetectionBatches.loader([], imageSize: 64, options: Self.options(batch: 1, workers: 1))
    }
    #expect(error?.code == .data)
  }

  @Test func rareClassesComeMoreOften() throws {
    let folder = try DatasetFolderFixture()
    var samples = try Self.samples(in: folder).map {
      DetectionSample(
        imagePath: $0.imagePath, size: $0.size,
        objects: $0.objects.map {
          ObjectAnnotation(box: $0.box, classIndex: 0)
        })
    }
    let rare = samples[2]
    samples[2] = DetectionSample(
      imagePath: rare.imagePath, size: rare.size,
      objects: rare.objects.map { ObjectAnnotation(box: $0.box, classIndex: 1) })
    let loader = try DetectionBatches.loader(
      samples, imageSize: 32, augmentation: .none, options: Self.options(batch: 5, workers: 1),
      balance: .threshold(0.9))
    let stream = loader.batches(Self.plan)
    var files: [String] = []
    while let (batch, _) = try stream.next() { files += batch.files }
    #expect(files.count == 10)
    // √(0.9 / 0.1) = 3 of 12 wishes for 10 places: two or three.
    #expect((2...3).contains(files.filter { $0 == rare.imagePath }.count))
  }

  @Test func aSheetShowsEveryPictureWithItsBoxes() throws {
    let images = [20, 40, 60].map { level in
      Image(width: 30, height: 20, channels: .rgb, filledWith: [level, level, level])
    }
    let box = Box(x: 4.2, y: 5, width: 10, height: 8)
    let batch = DetectionBatch(
      images: Tensor(images),
      targets: [
        DetectionTargets(boxes: [box], classes: [0]), DetectionTargets(),
        DetectionTargets(ignored: [box]),
      ], files: ["a", "b", "c"])
    let sheet = DetectionSheet.image(of: batch, classNames: ["a"])
    // Four columns at most, with gaps of four pixels.
    #expect(sheet.size == Size(width: 3 * 34 + 4, height: 28))
    func pixel(_ picture: Int, _ x: Int, _ y: Int) -> [UInt8] {
      guard case .uint8(let samples) = sheet.samples else { return [] }
      let place = ((y + 4) * sheet.width + x + 4 + picture * 34) * 3
      return Array(samples[place..<(place + 3)])
    }
    let color = Palette.color(of: 0)
    #expect(pixel(0, 3, 12) == [20, 20, 20])
    #expect(pixel(0, 4, 12) == [color.red, color.green, color.blue])
    #expect(pixel(1, 4, 12) == [40, 40, 40])
    #expect(pixel(2, 4, 12) == [160, 160, 160] && pixel(2, 5, 11) == [60, 60, 60])
    #expect(pixel(2, 30, 0) == [250, 250, 250])
  }
}
