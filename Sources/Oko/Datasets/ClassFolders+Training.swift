import OkoImaging
import OkoTensors

extension ClassFolders {
  /// Reads and checks the dataset in `folder` for training: every picture is decoded.
  ///
  /// - Parameters:
  ///   - folder: The folder of the dataset.
  ///   - skipsBad: Whether pictures that cannot be read are left out; otherwise any refuses the whole set.
  /// - Returns: The dataset as far as it can be used.
  /// - Throws: `DatasetError` that lists everything wrong, also where nothing is left to learn or to validate on.
  public static func checked(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> ClassFolders {
    let dataset = try load(folder: folder)
    let samples = [DatasetSplit.train, .val].flatMap { dataset.samples($0) }
    let problems = Workers.shared.map(samples.count) {
      dataset.problem(of: samples[$0])
    }.compactMap(\.self)
    let errors = problems.map(\.issue)
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    let left = dataset.leavingOut(Set(problems.map(\.imagePath)))
    for (split, name) in [(DatasetSplit.train, "training"), (.val, "validation")]
    where left.samples(split).isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no \(name) picture is left", issues: errors)
    }
    guard Set(left.samples(.train).map(\.classIndex)).count >= 2 else {
      throw DatasetError(
        .empty, path: folder,
        message: "pictures of one class alone to train on; there is nothing to tell apart",
        issues: errors)
    }
    return left
  }

  /// What keeps a sample from being used; nil where nothing does.
  private func problem(of sample: ClassSample) -> (imagePath: String, issue: DatasetIssue)? {
    do throws(ImageError) {
      var options = DecodeOptions()
      options.targetSize = Size(width: 64, height: 64)
      _ = try ImageDecoder.decode(path: sample.imagePath, options: options)
      return nil
    } catch {
      let path = PathText.relative(sample.imagePath, to: folder)
      return (sample.imagePath, DatasetIssue(.error, path: path, message: error.reason))
    }
  }

  /// The dataset without the pictures at `paths`; where none that validate are left, some that train do.
  private func leavingOut(_ paths: Set<String>) -> ClassFolders {
    guard !paths.isEmpty else { return self }
    var samples: [DatasetSplit: [ClassSample]] = [:]
    for split in splits {
      samples[split] = self.samples(split).filter { !paths.contains($0.imagePath) }
    }
    let note = Self.holdBack(&samples, classCount: classNames.count, root: folder)
    return ClassFolders(
      folder: folder, classNames: classNames,
      issues: issues + (note.map { [DatasetIssue(.note, path: ".", message: $0)] } ?? []),
      samples: samples)
  }

  /// A number that changes with the name of a class, or the name, the class or the split of a picture that trains or
  /// validates; the folder may be moved.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for name in classNames { hash.mix(text: name) }
    for split in [DatasetSplit.train, .val] {
      let samples = samples(split)
      hash.mix(word: UInt64(samples.count))
      for sample in samples {
        hash.mix(text: PathText.relative(sample.imagePath, to: folder))
        hash.mix(word: UInt64(sample.classIndex))
      }
    }
    return hash.value
  }
}
