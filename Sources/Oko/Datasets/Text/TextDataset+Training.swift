import OkoImaging
import OkoTensors

extension TextDataset {
  /// Reads and checks the dataset in `folder` for training: every label, and every picture is decoded.
  ///
  /// - Parameters:
  ///   - folder: The folder of the dataset.
  ///   - skipsBad: Whether labels and pictures that are wrong are left out; otherwise any refuses the whole set.
  /// - Returns: The dataset as far as it can be used.
  /// - Throws: `DatasetError` that lists everything wrong, also where nothing is left to learn or to validate on.
  public static func checked(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> TextDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try load(folder: folder, options: options)
    let problems = dataset.pictureProblems(in: [.train, .val])
    let errors = dataset.issues.filter { $0.severity == .error } + problems.map(\.issue)
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    let left = dataset.leavingOut(Set(problems.map(\.imagePath)))
    for (split, name) in [(DatasetSplit.train, "training"), (.val, "validation")]
    where left.samples(split).isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no \(name) line is left", issues: errors)
    }
    return left
  }

  /// The pictures of `splits` that cannot be read, and why; every one is decoded.
  func pictureProblems(
    in splits: [DatasetSplit]
  ) -> [(imagePath: String, issue: DatasetIssue)] {
    let samples = splits.flatMap { self.samples($0) }
    return Workers.shared.map(samples.count) { problem(of: samples[$0]) }.compactMap(\.self)
  }

  /// What keeps a sample from being used; nil where nothing does.
  private func problem(of sample: TextSample) -> (imagePath: String, issue: DatasetIssue)? {
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
  private func leavingOut(_ paths: Set<String>) -> TextDataset {
    guard !paths.isEmpty else { return self }
    var samples: [DatasetSplit: [TextSample]] = [:]
    for split in splits {
      samples[split] = self.samples(split).filter { !paths.contains($0.imagePath) }
    }
    let note = HeldBack.fill(
      &samples, share: DatasetOptions().heldBackShare, root: folder, page: format.page)
    return TextDataset(
      folder: folder, format: format,
      issues: issues + (note.map { [DatasetIssue(.note, path: ".", message: $0)] } ?? []),
      samples: samples)
  }

  /// A number that changes with the name, the text or the split of a picture that trains or validates; the folder may
  /// be moved.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for split in [DatasetSplit.train, .val] {
      let samples = samples(split)
      hash.mix(word: UInt64(samples.count))
      for sample in samples {
        hash.mix(text: PathText.relative(sample.imagePath, to: folder))
        hash.mix(text: sample.text)
      }
    }
    return hash.value
  }
}
