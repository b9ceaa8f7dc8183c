/// Which of the known layouts a folder of text lines has, and where its parts are.
enum TextLayout {
  typealias Part = (split: DatasetSplit, path: String)

  /// Tables of files and texts.
  case tables([Part])
  /// Folders with a text beside each picture; `extension` is `.gt.txt` or `.txt`.
  case files([Part], extension: String)
  /// The `lines.txt` of IAM.
  case iam(String)

  var format: TextDataset.Format {
    switch self {
    case .tables: .table
    case .files(_, let ending): ending == ".txt" ? .textFiles : .groundTruthFiles
    case .iam: .iam
    }
  }

  /// Reads all labels.
  func read(into collector: inout TextCollector) {
    switch self {
    case .tables(let parts):
      for (split, path) in parts { TextTableReader.read(path, split: split, into: &collector) }
    case .files(let parts, let ending):
      for (split, path) in parts {
        TextFileReader.read(path, extension: ending, split: split, into: &collector)
      }
    case .iam(let path): IAMLineReader.read(path, into: &collector)
    }
  }

  static func recognized(in root: String) -> TextLayout? {
    let tables = TextTables.found(in: root)
    if !tables.isEmpty { return .tables(tables) }
    let iam = ["lines.txt", "ascii/lines.txt"].map { root + "/" + $0 }
    if let path = iam.first(where: FileSystem.isFile) { return .iam(path) }
    let folders = DatasetLayout.splitFolders.compactMap { split, names in
      names.map { root + "/" + $0 }.first(where: FileSystem.isFolder).map { (split, $0) }
    }
    let places: [Part] = folders.isEmpty ? [(.train, root)] : folders
    let files = places.flatMap { FileSystem.files(under: $0.path) }
    guard files.contains(where: PathText.isPicture) else { return nil }
    return [".gt.txt", ".txt"].first { ending in files.contains { $0.hasSuffix(ending) } }
      .map { .files(places, extension: $0) }
  }
}
