/// Which of the known layouts a folder has, and where its parts are.
enum DatasetLayout {
  case yolo(YOLOConfiguration.Source)
  case coco([COCOFile])
  case voc(VOCPlaces)
  case createML([CreateMLFile])

  var format: DatasetFormat {
    switch self {
    case .yolo: .yolo
    case .coco: .coco
    case .voc: .voc
    case .createML: .createML
    }
  }

  /// What the reader of the layout finds.
  func content(into collector: inout AnnotationCollector) -> DatasetContent {
    switch self {
    case .yolo(let configuration): YOLOReader.read(configuration, into: &collector)
    case .coco(let files): COCOReader.read(files, into: &collector)
    case .voc(let places): VOCReader.read(places, into: &collector)
    case .createML(let files): CreateMLReader.read(files, into: &collector)
    }
  }

  /// The folders that writers give each split.
  static let splitFolders: [(split: DatasetSplit, names: [String])] = [
    (.train, ["train", "training", "train2017"]),
    (.val, ["val", "valid", "validation", "val2017"]),
    (.test, ["test", "testing", "test2017"]),
  ]

  /// The split that a file or folder name speaks of, training where it speaks of none.
  static func split(namedIn name: String) -> DatasetSplit {
    let name = name.lowercased()
    if name.contains("val") { return .val }
    if name.contains("test") { return .test }
    return .train
  }

  /// The dataset that a file is about, with its folder; nil where it is none of those known.
  static func named(_ file: String) -> (root: String, layout: DatasetLayout)? {
    let folder = PathText.folder(file)
    switch PathText.fileExtension(file) {
    case "yaml", "yml": return (folder, .yolo(.file(file)))
    case "json":
      let isApart = PathText.name(folder) == "annotations"
      let root = isApart ? PathText.folder(folder) : folder
      let split =
        splitFolders.first { $0.names.contains(PathText.name(folder)) }?.split
        ?? split(namedIn: PathText.name(file))
      return beginsWithArray(file).map { isArray in
        isArray
          ? (root, .createML([CreateMLFile(path: file, split: split)]))
          : (root, .coco([COCOFile(file, root: root, split: split)]))
      }
    default: return nil
    }
  }

  static func recognized(in root: String) -> DatasetLayout? {
    let names = FileSystem.names(in: root)
    if let yaml = YOLOConfiguration.file(in: root, names: names) { return .yolo(.file(yaml)) }
    if let places = VOCPlaces.found(in: root) { return .voc(places) }
    let coco = COCOFile.found(in: root)
    if !coco.isEmpty { return .coco(coco) }
    if FileSystem.isFolder(root + "/labels"), FileSystem.isFolder(root + "/images") {
      return .yolo(.folder(root))
    }
    let createML = CreateMLFile.found(in: root)
    if !createML.isEmpty { return .createML(createML) }
    return DatasetLayout.splitFolders.contains { entry in
      entry.names.contains { FileSystem.isFolder("\(root)/\($0)/labels") }
    } ? .yolo(.folder(root)) : nil
  }

  /// Which of two kinds a loose JSON file is: CreateML's is an array, COCO's an object.
  static func beginsWithArray(_ path: String) -> Bool? {
    let first = FileSystem.beginning(of: path).first {
      ![0x20, 0x0A, 0x0D, 0x09, 0xEF, 0xBB, 0xBF].contains($0)
    }
    return first == 0x5B ? true : first == 0x7B ? false : nil
  }
}
