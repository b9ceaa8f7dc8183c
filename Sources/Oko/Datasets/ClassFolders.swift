public import OkoImaging
import OkoTensors

/// A picture and the class that its folder names.
public struct ClassSample: Hashable, Sendable {
  /// Where the picture is.
  public let imagePath: String
  /// Its class, an index into the names of the dataset.
  public let classIndex: Int

  /// Makes a sample of the picture at `imagePath`.
  public init(imagePath: String, classIndex: Int) {
    (self.imagePath, self.classIndex) = (imagePath, classIndex)
  }
}

extension ClassSample: PictureSample {}

/// Pictures in a folder for each class, `cat/1.jpg` or `train/cat/1.jpg`; the folder is never written to.
///
///     let dataset = try ClassFolders.load(folder: "hands")
///     print(dataset.classNames, dataset.samples(.train).count)
public struct ClassFolders: Sendable {
  /// The folder it was read from.
  public let folder: String
  /// The names of the classes: those of their folders, numbers in their order, then words.
  public let classNames: [String]
  /// Everything wrong or odd that was seen.
  public let issues: [DatasetIssue]
  private let samplesOfSplit: [DatasetSplit: [ClassSample]]

  /// The samples of `split` in a fixed order; none where the dataset has no such split.
  public func samples(_ split: DatasetSplit) -> [ClassSample] { samplesOfSplit[split] ?? [] }

  /// The splits that have samples.
  public var splits: [DatasetSplit] {
    DatasetSplit.allCases.filter { samplesOfSplit[$0]?.isEmpty == false }
  }

  /// Reads the dataset in `folder`.
  ///
  /// Without a split to validate on, a fixed fifth of the training pictures of each class is held back.
  ///
  /// - Throws: `DatasetError` where there are no folders with pictures.
  public static func load(folder: String) throws(DatasetError) -> ClassFolders {
    let root = PathText.normalized(folder)
    guard FileSystem.isFolder(root) else {
      throw DatasetError(.notFound, path: folder, message: "no such folder")
    }
    var places: [(split: DatasetSplit, folder: String)] = []
    for (split, names) in DatasetLayout.splitFolders {
      places += names.map { (split, root + "/" + $0) }.filter { FileSystem.isFolder($0.1) }.prefix(
        1)
    }
    if places.isEmpty { places = [(.train, root)] }
    return try read(places, root: root)
  }

  private static func read(
    _ places: [(split: DatasetSplit, folder: String)], root: String
  ) throws(DatasetError) -> ClassFolders {
    var files: [(split: DatasetSplit, name: String, path: String)] = []
    for place in places {
      for name in FileSystem.names(in: place.folder) {
        let own = place.folder + "/" + name
        guard FileSystem.isFolder(own) else { continue }
        files += FileSystem.files(under: own).filter(PathText.isPicture).map {
          (place.split, name, own + "/" + $0)
        }
      }
    }
    let names = Set(files.map(\.name)).sorted(by: precedes)
    guard names.count >= 2 else {
      throw DatasetError(
        names.isEmpty ? .unknownFormat : .empty, path: root,
        message: names.isEmpty
          ? "no folder with pictures for each class, such as cat/ and dog/, here or in train/"
          : "one class alone, \(PathText.shown(names[0])); there is nothing to tell apart")
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var samples: [DatasetSplit: [ClassSample]] = [:]
    for file in files {
      samples[file.split, default: []].append(
        ClassSample(imagePath: file.path, classIndex: numbers[file.name] ?? 0))
    }
    var issues: [DatasetIssue] = []
    if (samples[.val] ?? []).isEmpty { issues.append(holdBack(&samples, names, root: root)) }
    for (index, name) in names.enumerated() {
      let count = (samples[.train] ?? []).count { $0.classIndex == index }
      if count == 0 {
        issues.append(
          DatasetIssue(.warning, path: name, message: "no picture of this class to train on"))
      }
    }
    return ClassFolders(
      folder: root, classNames: names, issues: issues, samplesOfSplit: samples)
  }

  /// Whole numbers by their value, before words by their letters.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    switch (Int(left), Int(right)) {
    case (let one?, let other?): (one, left) < (other, right)
    case (_?, nil): true
    case (nil, _?): false
    default: left < right
    }
  }

  private static func holdBack(
    _ samples: inout [DatasetSplit: [ClassSample]], _ names: [String], root: String
  ) -> DatasetIssue {
    let all = samples[.train] ?? []
    var (kept, held) = ([ClassSample](), [ClassSample]())
    for index in names.indices {
      let own = all.filter { $0.classIndex == index }
      guard own.count >= 2 else {
        kept += own
        continue
      }
      let parts = HeldBack.split(own, share: 0.2, root: root)
      kept += parts.kept
      held += parts.held
    }
    (samples[.train], samples[.val]) = (kept, held)
    return DatasetIssue(
      .note, path: ".",
      message: "no validation split: \(held.count) of \(all.count) pictures, a fifth of each "
        + "class, validate instead")
  }

  /// Reads the dataset and decodes every picture.
  ///
  /// - Parameters:
  ///   - folder: The folder of the dataset.
  ///   - skipsBad: Whether pictures that cannot be read are left out; otherwise any refuses the whole set.
  /// - Returns: The dataset as far as it can be used.
  /// - Throws: `DatasetError` that lists everything wrong.
  public static func checked(
    folder: String, skipsBad: Bool
  ) throws(DatasetError) -> ClassFolders {
    let dataset = try load(folder: folder)
    let samples = dataset.splits.flatMap { dataset.samples($0) }
    let problems = Workers.shared.map(samples.count) { index -> DatasetIssue? in
      var options = DecodeOptions()
      options.targetSize = Size(width: 64, height: 64)
      do throws(ImageError) {
        _ = try ImageDecoder.decode(path: samples[index].imagePath, options: options)
        return nil
      } catch {
        let path = PathText.relative(samples[index].imagePath, to: dataset.folder)
        return DatasetIssue(.error, path: path, message: error.reason)
      }
    }
    let errors = problems.compactMap(\.self)
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    let bad = Set(zip(samples, problems).filter { $1 != nil }.map(\.0.imagePath))
    let left = dataset.samplesOfSplit.mapValues { $0.filter { !bad.contains($0.imagePath) } }
    for (split, name) in [(DatasetSplit.train, "training"), (.val, "validation")]
    where (left[split] ?? []).isEmpty {
      throw DatasetError(
        .empty, path: folder, message: "no \(name) picture is left", issues: errors)
    }
    return ClassFolders(
      folder: dataset.folder, classNames: dataset.classNames, issues: dataset.issues + errors,
      samplesOfSplit: left)
  }

  /// Checks that `output`, which need not be there yet, does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let pictures = splits.lazy.flatMap { samples($0) }.map(\.imagePath)
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: pictures)
  }

  /// A number that changes with the name or class of any picture that trains or validates.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for text in classNames
      + [DatasetSplit.train, .val].flatMap({ split in
        samples(split).map {
          "\(split) \($0.classIndex) \(PathText.relative($0.imagePath, to: folder))"
        }
      })
    {
      hash.mix(word: UInt64(text.utf8.count))
      hash.mix(text.utf8)
    }
    return hash.value
  }
}
