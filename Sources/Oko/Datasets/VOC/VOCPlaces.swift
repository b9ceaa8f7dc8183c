/// Where a Pascal VOC folder keeps its parts.
struct VOCPlaces {
  /// The XML files of one split, with where each was listed.
  struct Entry {
    let annotation: String
    let pictureFolders: [String]
    /// The list file and line that named it, where one did.
    let list: String?
    let line: Int?
  }

  let root: String
  let annotations: String
  let lists: String

  /// The layout with `Annotations/`, or Roboflow's with XML beside the pictures of each split.
  static func found(in root: String) -> VOCPlaces? {
    for name in ["Annotations", "annotations", "xml", "labels"] {
      let folder = root + "/" + name
      if FileSystem.names(in: folder).contains(where: { PathText.fileExtension($0) == "xml" }) {
        return VOCPlaces(root: root, annotations: folder, lists: root + "/ImageSets/Main")
      }
    }
    // VOC's own archives unpack to VOCdevkit/VOC2007.
    if FileSystem.isFolder(root + "/Annotations"), FileSystem.isFolder(root + "/ImageSets") {
      return VOCPlaces(
        root: root, annotations: root + "/Annotations", lists: root + "/ImageSets/Main")
    }
    let folders = DatasetLayout.splitFolders.flatMap(\.names) + ["."]
    let hasLooseFiles = folders.contains { folder in
      FileSystem.names(in: root + "/" + folder).contains { PathText.fileExtension($0) == "xml" }
    }
    return hasLooseFiles ? VOCPlaces(root: root, annotations: "", lists: "") : nil
  }

  /// The XML files of each split, in a fixed order.
  func entries(_ collector: inout AnnotationCollector) -> [(DatasetSplit, Entry)] {
    guard !annotations.isEmpty else { return looseEntries() }
    let folders =
      ["JPEGImages", "images", "Images", "img", "."].map { root + "/" + $0 }
      .filter(FileSystem.isFolder) + [annotations]
    func entry(_ stem: String, _ list: String?, _ line: Int?) -> Entry {
      Entry(
        annotation: "\(annotations)/\(stem).xml", pictureFolders: folders, list: list, line: line)
    }
    guard let listed = Self.listed(in: lists, &collector) else {
      return FileSystem.names(in: annotations).filter { PathText.fileExtension($0) == "xml" }
        .map { (.train, entry(PathText.withoutExtension($0), nil, nil)) }
    }
    return listed.map { ($0.split, entry($0.stem, $0.list, $0.line)) }
  }

  /// A stem that a list of a split has, with its place.
  struct Listed {
    let split: DatasetSplit
    let stem: String
    let list: String
    let line: Int
  }

  /// The stems of the splits that `folder` lists; nil where it lists none to train on.
  static func listed(
    in folder: String, _ collector: inout AnnotationCollector
  ) -> [Listed]? {
    let lists = Set(FileSystem.names(in: folder))
    var chosen: [(split: DatasetSplit, name: String)] = []
    if lists.contains("train.txt") {
      chosen.append((.train, "train.txt"))
    } else if lists.contains("trainval.txt") {
      chosen.append((.train, "trainval.txt"))
    }
    if lists.contains("val.txt"), !chosen.contains(where: { $0.name == "trainval.txt" }) {
      chosen.append((.val, "val.txt"))
    }
    if lists.contains("test.txt") { chosen.append((.test, "test.txt")) }
    guard chosen.contains(where: { $0.split == .train }) else { return nil }
    return chosen.flatMap { split, name in
      stems(in: folder + "/" + name, &collector).map {
        Listed(split: split, stem: $0.stem, list: $0.list, line: $0.line)
      }
    }
  }

  private func looseEntries() -> [(DatasetSplit, Entry)] {
    var entries: [(DatasetSplit, Entry)] = []
    for (split, names) in DatasetLayout.splitFolders + [(.train, ["."])] {
      for name in names {
        let folder = name == "." ? root : root + "/" + name
        for file in FileSystem.names(in: folder) where PathText.fileExtension(file) == "xml" {
          entries.append(
            (
              split,
              Entry(annotation: folder + "/" + file, pictureFolders: [folder], list: nil, line: nil)
            ))
        }
      }
    }
    return entries
  }

  private static func stems(
    in path: String, _ collector: inout AnnotationCollector
  ) -> [(stem: String, list: String, line: Int)] {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: 256 << 20)
    } catch {
      collector.add(.error, path: path, error.message)
      return []
    }
    var stems: [(String, String, Int)] = []
    var lineOfStem: [String: Int] = [:]
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      // The lists of single classes have a second column.
      let text = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      guard let stem = text.first.map(String.init) else { continue }
      guard PathText.staysInside(stem) else {
        collector.add(
          .error, path: path, line: index + 1, "\(PathText.shown(stem)) leaves the folder")
        continue
      }
      if let earlier = lineOfStem.updateValue(index + 1, forKey: stem) {
        collector.add(.warning, path: path, line: index + 1, "listed on line \(earlier) already")
        continue
      }
      stems.append((stem, path, index + 1))
    }
    return stems
  }
}
