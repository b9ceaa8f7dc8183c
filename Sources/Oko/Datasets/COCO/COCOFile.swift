/// One annotation file of a COCO dataset.
struct COCOFile {
  let path: String
  let split: DatasetSplit
  /// Where its pictures may be, the likeliest first.
  let pictureFolders: [String]

  /// The annotation files of `root`: in `annotations/`, in each split's folder as Roboflow writes them, or loose.
  static func found(in root: String) -> [COCOFile] {
    var files = inAnnotationFolder(root)
    if files.isEmpty { files = inSplitFolders(root) }
    if files.isEmpty { files = loose(in: root) }
    return files
  }

  private static func inAnnotationFolder(_ root: String) -> [COCOFile] {
    let folder = root + "/annotations"
    let names = FileSystem.names(in: folder).filter { PathText.fileExtension($0) == "json" }
    let instances = names.filter { $0.hasPrefix("instances") }
    let others = names.filter { name in
      !["captions", "person_keypoints", "stuff", "panoptic", "image_info"].contains(
        where: name.hasPrefix)
    }
    return (instances.isEmpty ? others : instances).map { name in
      COCOFile(folder + "/" + name, root: root, split: DatasetLayout.split(namedIn: name))
    }
  }

  private static func inSplitFolders(_ root: String) -> [COCOFile] {
    var files: [COCOFile] = []
    for (split, names) in DatasetLayout.splitFolders {
      for name in names {
        for file in ["_annotations.coco.json", "annotations.json", "annotations.coco.json"] {
          let path = "\(root)/\(name)/\(file)"
          guard DatasetLayout.beginsWithArray(path) == false else { continue }
          files.append(COCOFile(path, root: root, split: split))
          break
        }
      }
    }
    return files
  }

  private static func loose(in root: String) -> [COCOFile] {
    FileSystem.names(in: root).filter { name in
      PathText.fileExtension(name) == "json"
        && DatasetLayout.beginsWithArray(root + "/" + name) == false
    }.map { COCOFile(root + "/" + $0, root: root, split: DatasetLayout.split(namedIn: $0)) }
  }

  /// The file at `path` of the dataset in `root`.
  init(_ path: String, root: String, split: DatasetSplit) {
    let names = DatasetLayout.splitFolders.first { $0.split == split }?.names ?? []
    // `instances_train2017.json` has its pictures in `train2017/`.
    let stem = PathText.stem(path)
    let own = stem.hasPrefix("instances_") ? [String(stem.dropFirst("instances_".count))] : []
    let subfolders = own + names
    let candidates =
      [PathText.folder(path)] + subfolders.map { "\(root)/images/\($0)" }
      + subfolders.map { "\(root)/\($0)" } + subfolders.map { "\(root)/\($0)/images" }
      + ["\(root)/images", root]
    var seen: Set<String> = []
    (self.path, self.split) = (path, split)
    pictureFolders = candidates.filter { seen.insert($0).inserted && FileSystem.isFolder($0) }
  }

  /// Where the picture called `name` is; the folder that had the last one is tried first.
  func picture(_ name: String, lastFolder: inout String?) -> String? {
    if let folder = lastFolder, FileSystem.isFile(folder + "/" + name) {
      return folder + "/" + name
    }
    for folder in pictureFolders where FileSystem.isFile(folder + "/" + name) {
      lastFolder = folder
      return folder + "/" + name
    }
    return nil
  }
}
