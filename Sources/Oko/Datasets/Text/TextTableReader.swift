/// Reads a table of pictures and their texts: `file<TAB>text`, the file seen from the folder of the table.
enum TextTableReader {
  /// The largest table that is read, in bytes.
  static let largest = 1 << 28

  /// What the first line may call the column of the pictures.
  private static let headings: Set<String> = [
    "file", "file_name", "filename", "image", "image_path", "name", "path", "picture",
  ]

  static func read(_ path: String, split: DatasetSplit, into collector: inout TextCollector) {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: largest)
    } catch {
      collector.add(.error, path: path, error.message)
      return
    }
    let folder = PathText.folder(path)
    for (number, line) in TextLabel.lines(of: TextLabel.withoutMark(bytes)) {
      guard let tab = line.firstIndex(of: 0x09) else {
        collector.add(.error, path: path, line: number, "no tab between the file and its text")
        continue
      }
      guard let name = String(validating: line[..<tab], as: UTF8.self) else {
        collector.add(.error, path: path, line: number, "the file's name is not UTF-8 text")
        continue
      }
      guard PathText.staysInside(name) else {
        collector.add(
          .error, path: path, line: number,
          "\(PathText.shown(name)) is no path inside the folder of the dataset")
        continue
      }
      let image = folder + "/" + name
      guard FileSystem.isFile(image) else {
        if number == 1, headings.contains(name.lowercased()) { continue }
        collector.add(.error, path: path, line: number, "no picture \(PathText.shown(name))")
        continue
      }
      collector.add(
        image: image, label: line[line.index(after: tab)...], split: split, path: path,
        line: number)
    }
  }
}
