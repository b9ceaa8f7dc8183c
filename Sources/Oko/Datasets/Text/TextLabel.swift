/// The text of a line as a file has it.
enum TextLabel {
  /// More characters than this are refused: no line is that long.
  static let longest = 1000

  /// The text in `bytes`, unchanged.
  static func text(of bytes: some Collection<UInt8>) throws(TextLabelError) -> String {
    guard bytes.count <= longest * 64 else {
      throw TextLabelError("a label of \(bytes.count) bytes")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TextLabelError("the label is not UTF-8 text")
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw TextLabelError("the label is empty")
    }
    if let control = text.unicodeScalars.first(where: { isControl($0) }) {
      let number = String(control.value, radix: 16, uppercase: true)
      let code = String(repeating: "0", count: max(0, 4 - number.count)) + number
      throw TextLabelError("a control character, U+\(code), in the label")
    }
    guard text.count <= longest else {
      throw TextLabelError("a label of \(text.count) characters; a line has \(longest) at most")
    }
    return text
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || (0x2028...0x2029).contains(scalar.value)
  }

  /// `bytes` without the mark that some editors begin UTF-8 with.
  static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
  }

  /// The lines of `bytes` with their numbers from 1, without their ends; empty ones are left out.
  static func lines(
    of bytes: ArraySlice<UInt8>
  ) -> some Sequence<(number: Int, bytes: ArraySlice<UInt8>)> {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).lazy.enumerated().map {
      (number: $0 + 1, bytes: $1.last == 0x0D ? $1.dropLast() : $1)
    }.filter { !$0.bytes.isEmpty }
  }
}

/// Why a label cannot be used.
struct TextLabelError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
