import OkoImaging
import OkoTensors

extension SegmentationDataset {
  /// Reads and checks the dataset in `folder` for training: every mask and every picture.
  ///
  /// - Parameters:
  ///   - folder: The folder of the dataset.
  ///   - skipsBad: Whether broken pictures and masks are left out; otherwise any refuses the whole set.
  /// - Returns: The dataset as far as it can be used.
  /// - Throws: `DatasetError` that lists everything wrong, also where nothing is left to learn or to validate on.
  public static func checked(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> SegmentationDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    let samples = [DatasetSplit.train, .val].flatMap { dataset.samples($0) }
    let problems = Workers.shared.map(samples.count) {
      dataset.problem(of: samples[$0])
    }.compactMap(\.self)
    let errors = dataset.issues.filter { $0.severity == .error } + problems.map(\.issue)
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    let left = dataset.leavingOut(Set(problems.map(\.imagePath)))
    for (split, name) in [(DatasetSplit.train, "training"), (.val, "validation")]
    where left.samples(split).isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no \(name) picture is left", issues: errors)
    }
    guard left.classNames.count >= 2 else {
      throw DatasetError(
        .empty, path: folder, message: "one class alone; there is nothing to tell apart")
    }
    return left
  }

  /// What keeps a sample from being used; nil where nothing does.
  func problem(
    of sample: SegmentationSample
  ) -> (imagePath: String, issue: DatasetIssue)? {
    do throws(ImageError) {
      _ = try sample.truth(classCount: classNames.count)
      var options = DecodeOptions()
      options.targetSize = Size(width: 64, height: 64)
      _ = try ImageDecoder.decode(path: sample.imagePath, options: options)
      return nil
    } catch {
      let path = PathText.relative(error.path ?? sample.imagePath, to: folder)
      return (sample.imagePath, DatasetIssue(.error, path: path, message: error.reason))
    }
  }

  /// The dataset without the pictures at `paths`; where none that validate are left, some that train do.
  func leavingOut(_ paths: Set<String>) -> SegmentationDataset {
    guard !paths.isEmpty else { return self }
    var samples: [DatasetSplit: [SegmentationSample]] = [:]
    for split in splits {
      samples[split] = self.samples(split).filter { !paths.contains($0.imagePath) }
    }
    let note = HeldBack.fill(
      &samples, share: DatasetOptions().heldBackShare, root: folder)
    return SegmentationDataset(
      folder: folder, format: format, classNames: classNames, samples: samples,
      issues: issues + (note.map { [DatasetIssue(.note, path: ".", message: $0)] } ?? []))
  }

  /// A number that changes when the name of a class does, or in the training and validation pictures a picture's
  /// name or size, an outline, or the bytes of a mask; the folder may be moved.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for name in classNames { hash.mix(text: name) }
    for split in [DatasetSplit.train, .val] {
      let samples = samples(split)
      hash.mix(word: UInt64(samples.count))
      let labels = Workers.shared.map(samples.count) { samples[$0].labelFingerprint }
      for (sample, label) in zip(samples, labels) {
        hash.mix(text: PathText.relative(sample.imagePath, to: folder))
        hash.mix(word: UInt64(sample.size.width))
        hash.mix(word: UInt64(sample.size.height))
        hash.mix(word: label)
      }
    }
    return hash.value
  }
}

extension SegmentationSample {
  /// A number that changes with the labels.
  fileprivate var labelFingerprint: UInt64 {
    var hash = StableHash()
    switch labels {
    case .mask(let path, _):
      for path in [path, instancesPath].compactMap(\.self) {
        let bytes = (try? FileSystem.read(path, limit: 1 << 30)) ?? []
        hash.mix(word: UInt64(bytes.count))
        hash.mix(bytes)
      }
    case .objects(let objects):
      for object in objects {
        hash.mix(word: UInt64(object.classIndex) << 1 | (object.isCrowd ? 1 : 0))
        switch object.region {
        case .polygons(let polygons):
          for value in polygons.joined() { hash.mix(word: value.bitPattern) }
        case .runs(let runs, _): for run in runs { hash.mix(word: UInt64(run)) }
        }
      }
    }
    return hash.value
  }
}
