/// Reads folders in which a text lies beside each picture: `a.txt` or `a.gt.txt` beside `a.png`.
///
/// GT4HistOCR has a picture as `a.nrm.png` in gray or `a.bin.png` in black and white; of several the one nearest to
/// the original is used.
enum TextFileReader {
  /// The largest text that is read, in bytes.
  static let largest = 1 << 16

  static func read(
    _ folder: String, extension ending: String, split: DatasetSplit,
    into collector: inout TextCollector
  ) {
    let files = FileSystem.files(under: folder)
    var pictures = pictures(among: files)
    for name in files where name.hasSuffix(ending) {
      let stem = String(name.dropLast(ending.count))
      let path = folder + "/" + name
      guard let picture = pictures.removeValue(forKey: stem) else {
        if ending != ".txt" || !isRemark(stem) {
          collector.add(.error, path: path, "no picture of this text")
        }
        continue
      }
      do throws(FileReadingError) {
        let bytes = try FileSystem.read(path, limit: largest)
        let lines = TextLabel.lines(of: TextLabel.withoutMark(bytes)).map(\.bytes)
        guard lines.count <= 1 else {
          collector.add(.error, path: path, "\(lines.count) lines of text for one picture")
          continue
        }
        collector.add(
          image: folder + "/" + picture, label: lines.first ?? [], split: split, path: path)
      } catch {
        collector.add(.error, path: path, error.message)
      }
    }
    if let first = pictures.values.min() {
      collector.add(
        .warning, path: folder + "/" + first,
        "pictures without a text: \(pictures.count), this one the first; they are left out")
    }
  }

  /// The picture for each stem.
  private static func pictures(among files: [String]) -> [String: String] {
    var pictures: [String: (rank: Int, name: String)] = [:]
    for name in files where PathText.isPicture(name) {
      var stem = PathText.withoutExtension(name)
      var rank = 0
      for (index, kind) in [".nrm", ".bin"].enumerated() where stem.hasSuffix(kind) {
        (stem, rank) = (String(stem.dropLast(kind.count)), index + 1)
        break
      }
      if rank < pictures[stem]?.rank ?? .max { pictures[stem] = (rank, name) }
    }
    return pictures.mapValues(\.name)
  }

  /// Whether a text is one about the dataset.
  private static func isRemark(_ stem: String) -> Bool {
    ["readme", "license", "licence", "notice", "copying", "source"]
      .contains(PathText.name(stem).lowercased())
  }
}
