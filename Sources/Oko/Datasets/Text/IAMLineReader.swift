/// Reads `lines.txt` of the IAM handwriting database (Marti and Bunke 2002).
///
/// A line is `a01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to|stop`: its name, whether its words were cut apart
/// well, a gray level, the number of its parts, its place on the page, and its text with `|` for spaces. Those that
/// were cut badly are whole as lines, and are used and counted. `#` begins a remark.
enum IAMLineReader {
  /// The largest list that is read, in bytes.
  static let largest = 1 << 26

  static func read(_ path: String, into collector: inout TextCollector) {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: largest)
    } catch {
      collector.add(.error, path: path, error.message)
      return
    }
    var pictures: [String: String] = [:]
    for name in FileSystem.files(under: collector.root) where PathText.isPicture(name) {
      let stem = PathText.stem(name)
      if pictures[stem] == nil { pictures[stem] = collector.root + "/" + name }
    }
    var badlyCut = 0
    for (number, line) in TextLabel.lines(of: TextLabel.withoutMark(bytes))
    where line.first != 0x23 {
      let fields = line.split(separator: 0x20, maxSplits: 8)
      guard fields.count == 9, let name = String(validating: fields[0], as: UTF8.self),
        ["ok", "err"].contains(String(decoding: fields[1], as: UTF8.self))
      else {
        collector.add(
          .error, path: path, line: number,
          "\(fields.count) fields; expected are a name, ok or err, six numbers and the text")
        continue
      }
      guard let image = pictures[name] else {
        collector.add(.error, path: path, line: number, "no picture \(PathText.shown(name))")
        continue
      }
      if fields[1].first == 0x65 { badlyCut += 1 }
      collector.add(
        image: image, label: fields[8].map { $0 == 0x7C ? 0x20 : $0 },
        split: split(of: PathText.relative(image, to: collector.root)), path: path, line: number)
    }
    guard badlyCut > 0 else { return }
    collector.add(
      .note, path: path, "lines whose words were cut apart badly (err), used as well: \(badlyCut)")
  }

  /// The split whose folder a picture lies in, training where it lies in none.
  private static func split(of picture: String) -> DatasetSplit {
    let folders = picture.split(separator: "/").dropLast().map(String.init)
    return DatasetLayout.splitFolders.first { $0.names.contains(where: folders.contains) }?.split
      ?? .train
  }
}
