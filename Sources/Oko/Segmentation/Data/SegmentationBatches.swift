public import OkoImaging
import OkoTensors
public import OkoTraining

/// The way from labelled pictures to the batches of a segmenter.
public enum SegmentationBatches {
  /// Shuffled, augmented batches of patches of `samples` for training, loaded ahead by threads.
  ///
  ///     let loader = try SegmentationBatches.loader(
  ///       dataset.samples(.train), classCount: 2, patch: Size(width: 256, height: 256),
  ///       normalization: .standardized, augmentation: .microscopy, options: options)
  ///
  /// An epoch has `patchesPerPicture` patches of each picture. The share `foregroundShare` of them shows a pixel
  /// of a class other than 0, of each that the picture has as often. Where a picture is smaller than the patch,
  /// it is mirrored, and the labels there are ignored. Pictures are kept decoded in `cache`, by default one of
  /// 1 GiB, which serves one normalization only.
  ///
  /// - Throws: where there are no samples, or an option has no meaning. A picture that cannot be read is
  ///   thrown by the batch that needs it, with its file.
  public static func loader(
    _ samples: [SegmentationSample], classCount: Int, patch: Size,
    normalization: PictureNormalization, separatesInstances: Bool = false,
    augmentation: SegmentationAugmentation = .standard, options: TrainingOptions,
    patchesPerPicture: Int = 1, foregroundShare: Float = 1.0 / 3,
    cache: LabelledPictureCache? = nil
  ) throws(TrainingError) -> BatchLoader<AugmentedPatch, SegmentationBatch> {
    try loader(
      samples, patch: patch, normalization: normalization,
      separatesInstances: separatesInstances, augmentation: augmentation, options: options,
      patchesPerPicture: patchesPerPicture, foregroundShare: foregroundShare, cache: cache
    ) { sample throws(ImageError) in
      let truth = try sample.truth(classCount: classCount)
      return (truth.labels, truth.instances)
    }
  }

  /// The same with the labels that `labels` reads.
  package static func loader(
    _ samples: [SegmentationSample], patch: Size, normalization: PictureNormalization,
    separatesInstances: Bool, augmentation: SegmentationAugmentation, options: TrainingOptions,
    patchesPerPicture: Int, foregroundShare: Float, cache: LabelledPictureCache?,
    labels: @escaping LabelledPictureCache.Labels
  ) throws(TrainingError) -> BatchLoader<AugmentedPatch, SegmentationBatch> {
    try require(samples, patch, patchesPerPicture, foregroundShare)
    try augmentation.validate()
    let cache = cache ?? LabelledPictureCache()
    let augmenter = PatchAugmenter(
      size: patch, options: augmentation, normalization: normalization,
      foregroundShare: foregroundShare)
    let wanted: LabelledPictureCache.Labels = { sample throws(ImageError) in
      let (map, instances) = try labels(sample)
      guard separatesInstances else { return (map, nil) }
      guard let instances else {
        throw ImageError(
          .damaged, "no instances are given for this picture, and they are to be separated",
          path: sample.imagePath)
      }
      return (map, instances)
    }
    return BatchLoader(
      count: samples.count * patchesPerPicture, options: options,
      name: { samples[$0 % samples.count].imagePath },
      load: { index, _, random in
        let sample = samples[index % samples.count]
        let picture: LabelledPicture
        do throws(ImageError) {
          picture = try cache.picture(sample, normalization: normalization, labels: wanted)
        } catch {
          throw error.training(file: error.path ?? sample.imagePath)
        }
        return augmenter.patch(of: picture, file: sample.imagePath, using: &random)
      },
      collate: { SegmentationBatch($0, size: patch) })
  }

  private static func require(
    _ samples: [SegmentationSample], _ patch: Size, _ patchesPerPicture: Int,
    _ foregroundShare: Float
  ) throws(TrainingError) {
    if samples.isEmpty { throw TrainingError(.data, "there are no pictures") }
    if patch.width < 1 || patch.height < 1 {
      throw TrainingError(
        .option, "the patch is \(patch.width)×\(patch.height); it must be at least 1×1")
    }
    if patchesPerPicture < 1 {
      throw TrainingError(
        .option, "there are \(patchesPerPicture) patches a picture; it must be at least 1")
    }
    if !(0...1).contains(foregroundShare) {
      throw TrainingError(
        .option, "the share of foreground is \(foregroundShare); it must be from 0 to 1")
    }
  }
}

extension SegmentationBatch {
  /// Joins `patches` of one size.
  init(_ patches: [AugmentedPatch], size: Size) {
    let images = Tensor(shape: [patches.count, size.height, size.width, 3]) { target in
      for (index, patch) in patches.enumerated() {
        patch.pixels.withUnsafeBufferPointer { pixels in
          guard let start = pixels.baseAddress else { return }
          (target + index * pixels.count).update(from: start, count: pixels.count)
        }
      }
    }
    let instances = patches.compactMap(\.instances)
    self.init(
      images: images, labels: patches.flatMap(\.labels),
      instances: instances.isEmpty
        ? nil
        : InstanceTargets(
          edges: instances.flatMap(\.edges), depths: instances.flatMap(\.depths)),
      files: patches.map(\.file))
  }
}
