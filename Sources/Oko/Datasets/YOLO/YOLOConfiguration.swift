import Yams

/// What a `data.yaml` says, or what a folder without one shows.
struct YOLOConfiguration {
  enum Source {
    case file(String)
    case folder(String)

    var path: String {
      switch self {
      case .file(let path), .folder(let path): path
      }
    }
  }

  /// Where the configuration was found; issues about it are shown there.
  let path: String
  /// What relative paths start from.
  var base: String
  /// The names by index; nil where nothing gives them.
  var names: [String]?
  /// Whether rows go on with keypoints behind the box.
  var hasKeypoints = false
  /// The folders and list files of each split, as they can be opened.
  var splits: [DatasetSplit: [String]] = [:]

  /// The YAML file of a dataset: `data.yaml`, or the only one that speaks of names and training pictures.
  static func file(in root: String, names: [String]) -> String? {
    for name in ["data.yaml", "data.yml", "dataset.yaml", "dataset.yml"] where names.contains(name)
    {
      return root + "/" + name
    }
    let others = names.filter { ["yaml", "yml"].contains(PathText.fileExtension($0)) }
    return others.map { root + "/" + $0 }.first { path in
      guard let bytes = try? FileSystem.read(path, limit: 4 << 20) else { return false }
      let text = "\n" + String(decoding: bytes, as: UTF8.self)
      return text.contains("\nnames:") && (text.contains("\ntrain:") || text.contains("\nval:"))
    }
  }

  /// Reads the configuration; nil, and an issue, where it is damaged.
  static func read(
    _ source: Source, into collector: inout AnnotationCollector
  ) -> YOLOConfiguration? {
    switch source {
    case .folder(let root): return fromFolder(root)
    case .file(let path):
      var configuration = YOLOConfiguration(path: path, base: PathText.folder(path))
      return configuration.read(into: &collector) ? configuration : nil
    }
  }

  private init(path: String, base: String) {
    self.path = path
    self.base = base
  }

  /// `images/` + `labels/` with or without folders of the splits, or `train/images` and so on.
  private static func fromFolder(_ root: String) -> YOLOConfiguration {
    var configuration = YOLOConfiguration(path: root, base: root)
    configuration.names = ClassTable.listed(in: root) ?? ClassTable.listed(in: root + "/labels")
    for (split, names) in DatasetLayout.splitFolders {
      let folders = names.flatMap { ["\(root)/images/\($0)", "\(root)/\($0)/images"] }
      let found = folders.filter(FileSystem.isFolder)
      if !found.isEmpty { configuration.splits[split] = found }
    }
    if configuration.splits.isEmpty { configuration.splits[.train] = [root + "/images"] }
    return configuration
  }

  private mutating func read(into collector: inout AnnotationCollector) -> Bool {
    let root: Yams.Node
    do {
      let bytes = try FileSystem.read(path, limit: 4 << 20)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        collector.add(.error, path: path, "not UTF-8 text")
        return false
      }
      guard let node = try Yams.compose(yaml: text) else {
        collector.add(.error, path: path, "empty")
        return false
      }
      root = node
    } catch let error as FileReadingError {
      collector.add(.error, path: path, error.message)
      return false
    } catch {
      addYAMLError(error, into: &collector)
      return false
    }
    guard root.mapping != nil else {
      collector.add(.error, path: path, line: root.mark?.line, "not a list of `key: value` lines")
      return false
    }
    hasKeypoints = root["kpt_shape"] != nil
    readBase(root)
    readNames(root, into: &collector)
    readSplits(root, into: &collector)
    return true
  }

  private func addYAMLError(_ error: any Error, into collector: inout AnnotationCollector) {
    var line: Int?
    var message = "not YAML"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      line = mark.line
      message = "not YAML: \(problem)"
    case .duplicatedKeysInMapping(_, let context):
      line = context.mark.line
      message = "a key twice in one mapping"
    default: break
    }
    collector.add(.error, path: path, line: line, message)
  }

  /// `path` counts from the file; where no such folder is here (the set was moved), the file's folder does.
  private mutating func readBase(_ root: Yams.Node) {
    guard let text = root["path"]?.string, !text.isEmpty else { return }
    let folder = PathText.resolved(text, in: base)
    if FileSystem.isFolder(folder) { base = folder }
  }

  private mutating func readSplits(_ root: Yams.Node, into collector: inout AnnotationCollector) {
    for (split, keys) in [
      (DatasetSplit.train, ["train"]), (.val, ["val", "valid", "validation"]), (.test, ["test"]),
    ] {
      guard let node = keys.lazy.compactMap({ root[$0] }).first else { continue }
      var entries: [String] = []
      for entry in node.sequence.map(Array.init) ?? [node] {
        guard let text = entry.scalar?.string, !text.isEmpty, text != "null", text != "~" else {
          if node.sequence != nil {
            collector.add(
              .error, path: path, line: entry.mark?.line, "\(split.rawValue) holds no path")
          }
          continue
        }
        guard let found = located(text) else {
          // A test split is often named but not delivered.
          collector.add(
            split == .test ? .warning : .error, path: path, line: entry.mark?.line,
            "\(split.rawValue): there is no \(PathText.shown(text))")
          continue
        }
        entries.append(found)
      }
      splits[split] = entries
    }
    if splits[.train] == nil {
      collector.add(.error, path: path, "no `train:` that says where the training pictures are")
    }
  }

  /// The folder or list file meant: from the base, or with leading `../` dropped, as some exports need.
  private func located(_ text: String) -> String? {
    var rest = Substring(text)
    while true {
      let candidate = PathText.resolved(String(rest), in: base)
      if FileSystem.kind(of: candidate) != .absent { return candidate }
      guard rest.hasPrefix("../") else { return nil }
      rest = rest.dropFirst(3)
    }
  }
}
