/// The lines of a text file that a lexicon or a language model is made of.
enum TextFile {
  /// The largest file that is read, in bytes.
  static let largest = 1 << 24

  /// The lines of the file at `path` that are not empty; it is UTF-8.
  ///
  /// - Throws: `DatasetError` where it cannot be read, is too large, no UTF-8 or empty.
  static func lines(_ path: String) throws(DatasetError) -> [String] {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: largest)
    } catch {
      throw DatasetError(
        FileSystem.kind(of: path) == .absent ? .notFound : .malformed, path: path,
        message: error.message)
    }
    var lines: [String] = []
    for (number, line) in TextLabel.lines(of: TextLabel.withoutMark(bytes)) {
      guard let text = String(validating: line, as: UTF8.self) else {
        throw DatasetError(.malformed, path: path, message: "line \(number) is not UTF-8 text")
      }
      lines.append(text)
    }
    guard !lines.isEmpty else {
      throw DatasetError(.empty, path: path, message: "the file has no text")
    }
    return lines
  }
}
