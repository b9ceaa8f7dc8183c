/// Paths as text: the few questions that readers of datasets ask of them.
enum PathText {
  /// The last part, `c.txt` of `a/b/c.txt`.
  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The last part without its extension, `c` of `a/b/c.txt`.
  static func stem(_ path: String) -> String { name(withoutExtension(path)) }

  /// The path without the extension of its last part.
  static func withoutExtension(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
    return String(path[..<dot])
  }

  /// The extension in small letters, without its dot.
  static func fileExtension(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return "" }
    return path[path.index(after: dot)...].lowercased()
  }

  /// The folder of a path, `a/b` of `a/b/c.txt`, and `.` where it names none.
  static func folder(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `path` seen from `base`: itself where absolute, else inside it; `.` and inner `..` are resolved.
  static func resolved(_ path: String, in base: String) -> String {
    normalized(path.hasPrefix("/") ? path : base + "/" + path)
  }

  /// `path` as seen from `base` where it lies inside, else itself.
  static func relative(_ path: String, to base: String) -> String {
    path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
  }

  /// Without empty parts, `.`, and those `..` that something precedes.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : (joined.isEmpty ? "." : joined)
  }

  /// Whether a path from a label file stays inside the folder that it is meant to be in.
  static func staysInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.contains("\0")
      && !path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..")
      && !path.dropFirst().hasPrefix(":")
  }

  /// Whether the extension is one of pictures, those that cannot be read included: they are reported.
  static func isPicture(_ path: String) -> Bool { pictureExtensions.contains(fileExtension(path)) }

  static let pictureExtensions: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp", "tif", "tiff", "heic", "heif",
    "avif",
  ]

  /// Text from a file, fit to be shown in a message: short, and without control characters.
  static func shown(_ text: some StringProtocol) -> String {
    let clean = String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? "�" : $0 }))
    return text.unicodeScalars.count > 40 ? "'\(clean)…'" : "'\(clean)'"
  }
}
