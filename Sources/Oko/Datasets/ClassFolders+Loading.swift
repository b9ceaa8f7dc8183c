extension ClassFolders {
  /// Reads the dataset in `folder`.
  ///
  /// Every folder with pictures in it, or in folders of its own, is a class: those in `train`, `val` and `test` where
  /// there are such, else all. Without pictures that validate, a fixed fifth of the training pictures of each
  /// class does, and a note among the issues says so.
  ///
  /// - Throws: `DatasetError` where there are no two folders with pictures.
  public static func load(folder: String) throws(DatasetError) -> ClassFolders {
    let root = PathText.normalized(folder)
    guard FileSystem.isFolder(root) else {
      throw DatasetError(.notFound, path: folder, message: "no such folder")
    }
    let files = files(in: root)
    let names = Set(files.map(\.className)).sorted(by: precedes)
    guard names.count >= 2 else {
      throw DatasetError(
        names.isEmpty ? .unknownFormat : .empty, path: folder,
        message: names.isEmpty
          ? "no folder with pictures for each class, such as cat/ and dog/, here or in train/"
          : "one class alone, \(PathText.shown(names[0])); there is nothing to tell apart")
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var samples: [DatasetSplit: [ClassSample]] = [:]
    for file in files {
      guard let index = numbers[file.className] else { continue }
      samples[file.split, default: []].append(
        ClassSample(imagePath: file.path, classIndex: index))
    }
    var issues: [DatasetIssue] = []
    if let note = holdBack(&samples, classCount: names.count, root: root) {
      issues.append(DatasetIssue(.note, path: ".", message: note))
    }
    let trained = Set((samples[.train] ?? []).map(\.classIndex))
    for (index, name) in names.enumerated() where !trained.contains(index) {
      issues.append(
        DatasetIssue(.warning, path: name, message: "no picture of this class to train on"))
    }
    return ClassFolders(folder: root, classNames: names, issues: issues, samples: samples)
  }

  /// Reads the dataset in `folder` to measure a model on its `split`.
  ///
  /// - Throws: `DatasetError` where the split has no pictures.
  public static func measurable(
    folder: String, split: DatasetSplit
  ) throws(DatasetError) -> ClassFolders {
    let dataset = try load(folder: folder)
    guard dataset.samples(split).isEmpty else { return dataset }
    throw .noPictures(in: split, of: folder, splits: dataset.splits)
  }

  /// Checks that `output`, which need not be there yet, lies neither in the folder of the dataset nor beside its
  /// pictures: a dataset is never written to.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let pictures = splits.lazy.flatMap { samples($0) }.map(\.imagePath)
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: pictures)
  }

  private typealias File = (split: DatasetSplit, className: String, path: String)

  private static func files(in root: String) -> [File] {
    let places = DatasetLayout.splitFolders.compactMap { split, names in
      names.map { root + "/" + $0 }.first { hasFolder($0) }.map { (split, $0) }
    }
    return (places.isEmpty ? [(.train, root)] : places).flatMap { split, place in
      FileSystem.names(in: place).flatMap { name -> [File] in
        let own = place + "/" + name
        guard FileSystem.isFolder(own) else { return [] }
        return FileSystem.files(under: own).filter(PathText.isPicture).map {
          (split, name, own + "/" + $0)
        }
      }
    }
  }

  /// Whether there is a folder in the one at `path`: a class called `train` has none.
  private static func hasFolder(_ path: String) -> Bool {
    FileSystem.names(in: path).contains { FileSystem.isFolder(path + "/" + $0) }
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

  /// Moves a fixed fifth of each class from training to validation where nothing validates; the note that says so.
  static func holdBack(
    _ samples: inout [DatasetSplit: [ClassSample]], classCount: Int, root: String
  ) -> String? {
    let all = samples[.train] ?? []
    guard (samples[.val] ?? []).isEmpty, !all.isEmpty else { return nil }
    var (kept, held) = ([ClassSample](), [ClassSample]())
    for index in 0..<classCount {
      let own = all.filter { $0.classIndex == index }
      guard own.count >= 2 else {
        kept += own
        continue
      }
      let parts = HeldBack.split(own, share: DatasetOptions().heldBackShare, root: root)
      kept += parts.kept
      held += parts.held
    }
    (samples[.train], samples[.val]) = (kept, held)
    return "no validation split: \(held.count) of \(all.count) pictures, a fifth of each class, "
      + "validate instead"
  }
}
