import OkoTensors

/// Where the words of drawn lines come from.
public enum TextSource: Sendable {
  /// Lines as shops print them: prices, dates, addresses, goods, by rules.
  case receipts
  /// These lines, picked evenly.
  case lines([String])

  /// The lines of the file at `path`: blanks around them are cut, empty lines left out.
  ///
  /// Throws where there is no file, it is no UTF-8, or no line is left.
  public static func load(path: String) throws(DatasetError) -> TextSource {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: 256 << 20)
    } catch {
      throw DatasetError(.notFound, path: path, message: error.message)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError(.malformed, path: path, message: "not UTF-8")
    }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    .filter { !$0.isEmpty }
    guard !lines.isEmpty else { throw DatasetError(.empty, path: path, message: "no line of text") }
    return .lines(lines)
  }

  /// The next line.
  func line(using random: inout RandomSource) -> String {
    switch self {
    case .receipts: ReceiptText.line(using: &random)
    case .lines(let lines): random.pick(lines)
    }
  }
}
