extension DetectionDataset {
  /// Reads and checks the dataset in `folder` for training: every label and every picture.
  ///
  /// - Parameters:
  ///   - folder: The folder of the dataset.
  ///   - skipsBad: Whether broken rows and pictures are left out; otherwise any refuses the whole set.
  /// - Returns: The dataset as far as it can be used.
  /// - Throws: `DatasetError` that lists everything wrong, also where nothing is left to learn or to validate on.
  public static func checked(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> DetectionDataset {
    let check = try DatasetCheck(folder: folder)
    let errors = check.issues.filter { $0.severity == .error }
    guard skipsBad || errors.isEmpty else {
      throw .broken(errors, in: folder)
    }
    let dataset = check.dataset.leavingOut(Set(errors.map(\.path)))
    for (split, name) in [(DatasetSplit.train, "training"), (.val, "validation")] {
      let samples = dataset.samples(split)
      guard !samples.contains(where: \.countsAnything) else { continue }
      throw DatasetError(
        .empty, path: folder,
        message: samples.isEmpty
          ? "no \(name) picture is left" : "nothing is marked on the \(name) pictures",
        issues: errors)
    }
    return dataset
  }

  /// The dataset without the pictures at `paths`, which are relative to its folder where inside it.
  ///
  /// Where none that validate are left, some that train do, as where there never were any.
  private func leavingOut(_ paths: Set<String>) -> DetectionDataset {
    guard !paths.isEmpty else { return self }
    var samples: [DatasetSplit: [DetectionSample]] = [:]
    for split in splits {
      samples[split] = self.samples(split).filter {
        !paths.contains($0.imagePath)
          && !paths.contains(PathText.relative($0.imagePath, to: folder))
      }
    }
    let note = HeldBack.fill(&samples, share: DatasetOptions().heldBackShare, root: folder)
    return DetectionDataset(
      folder: folder, format: format, classNames: classNames, samples: samples,
      issues: issues + (note.map { [DatasetIssue(.note, path: ".", message: $0)] } ?? []),
      clippedBoxes: clippedBoxes)
  }

  /// A number that changes when the name of a class does, or in the training and validation pictures a
  /// picture's name or size, a box or its class; the folder may be moved.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for name in classNames { hash.mix(text: name) }
    for split in [DatasetSplit.train, .val] {
      let samples = samples(split)
      hash.mix(word: UInt64(samples.count))
      for sample in samples {
        hash.mix(text: PathText.relative(sample.imagePath, to: folder))
        hash.mix(word: UInt64(sample.size.width))
        hash.mix(word: UInt64(sample.size.height))
        hash.mix(word: UInt64(sample.objects.count))
        for object in sample.objects {
          hash.mix(word: UInt64(object.classIndex))
          for value in [object.box.x, object.box.y, object.box.width, object.box.height] {
            hash.mix(word: value.bitPattern)
          }
          hash.mix(word: object.isCrowd || object.isDifficult ? 1 : 0)
        }
      }
    }
    return hash.value
  }
}

extension DetectionSample {
  /// Whether anything is marked that is learnt and scored: no crowd, nothing too hard.
  fileprivate var countsAnything: Bool {
    objects.contains { !$0.isCrowd && !$0.isDifficult }
  }
}
