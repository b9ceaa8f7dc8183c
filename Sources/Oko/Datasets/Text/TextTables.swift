/// Finds the tables of pictures and texts of a folder.
enum TextTables {
  /// The tables and what their pictures are for; none where `root` has no table.
  ///
  /// Those that are called as a split come first, then `labels.tsv` or `labels.txt`, then all others, of which names
  /// such as `lines_val.tsv` tell the split, and last those in the folders of splits.
  static func found(in root: String) -> [TextLayout.Part] {
    let own = tables(in: root)
    let named = DatasetLayout.splitFolders.compactMap { split, names -> TextLayout.Part? in
      let paths = names.flatMap { name in ["tsv", "txt"].map { "\(root)/\(name).\($0)" } }
      return paths.first(where: own.contains).map { (split, $0) }
    }
    guard named.isEmpty else { return named }
    let labels = ["labels.tsv", "labels.txt"].map { root + "/" + $0 }
    if let path = labels.first(where: own.contains) { return [(.train, path)] }
    guard own.isEmpty else {
      return own.map { (DatasetLayout.split(namedIn: PathText.stem($0)), $0) }
    }
    return DatasetLayout.splitFolders.flatMap { split, names in
      names.flatMap { tables(in: root + "/" + $0) }.map { (split, $0) }
    }
  }

  /// What ends in `.tsv`, and what ends in `.txt` and begins with a picture and a tab, but is no picture's text.
  private static func tables(in folder: String) -> [String] {
    let names = FileSystem.names(in: folder)
    let stems = Set(names.lazy.filter(PathText.isPicture).map(PathText.stem))
    return names.filter { name in
      switch PathText.fileExtension(name) {
      case "tsv": true
      case "txt": !stems.contains(PathText.stem(name)) && beginsWithRow(folder + "/" + name)
      default: false
      }
    }.map { folder + "/" + $0 }.filter(FileSystem.isFile)
  }

  private static func beginsWithRow(_ path: String) -> Bool {
    let beginning = FileSystem.beginning(of: path, count: 1 << 12)
    let first = TextLabel.lines(of: TextLabel.withoutMark(beginning)).first { _ in true }
    guard let line = first?.bytes, let tab = line.firstIndex(of: 0x09) else { return false }
    return PathText.isPicture(String(decoding: line[..<tab], as: UTF8.self))
  }
}
