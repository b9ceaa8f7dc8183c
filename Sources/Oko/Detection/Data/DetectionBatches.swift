import OkoImaging
public import OkoTraining

/// The way from a dataset to the batches of a detector.
public enum DetectionBatches {
  /// Shuffled, augmented batches of `samples` for training, loaded ahead by threads.
  ///
  ///     let loader = try DetectionBatches.loader(
  ///       dataset.samples(.train), imageSize: 320, augmentation: .standard, options: options)
  ///
  /// Pictures are kept decoded in `cache`, by default one of a quarter more than the canvas and 1 GiB. With a
  /// `balance`, pictures with rare classes come more often, alone and in mosaics; an epoch stays as long.
  ///
  /// - Throws: where there are no samples, or an option has no meaning. A picture that cannot be read is
  ///   thrown by the batch that needs it, with its file.
  public static func loader(
    _ samples: [DetectionSample], imageSize: Int,
    augmentation: DetectionAugmentation = .standard, options: TrainingOptions,
    balance: ClassBalance = .off, cache: PictureCache? = nil
  ) throws(TrainingError) -> BatchLoader<AugmentedPicture, DetectionBatch> {
    try require(samples, imageSize: imageSize)
    try augmentation.validate()
    let factors = RepeatFactors(samples, balance: balance)
    let augmenter = DetectionAugmenter(
      samples: samples, side: imageSize, options: augmentation,
      cache: cache ?? PictureCache(side: imageSize * 5 / 4),
      partners: WeightedChoice(factors.factors))
    let order: BatchLoader<AugmentedPicture, DetectionBatch>.Order = { _, random in
      factors.order(using: &random)
    }
    return BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      order: factors.areEven ? nil : order,
      load: { index, position, random in
        try augmenter.sample(index, at: position, using: &random)
      },
      collate: { DetectionBatch($0) })
  }

  private static func require(
    _ samples: [DetectionSample], imageSize: Int
  ) throws(TrainingError) {
    if samples.isEmpty { throw TrainingError(.data, "there are no pictures") }
    if imageSize < 1 {
      throw TrainingError(.option, "the image size is \(imageSize); it must be at least 1")
    }
  }
}
