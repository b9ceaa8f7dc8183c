import OkoImaging

/// Gathers issues while a reader goes on, and holds the one rule for boxes of all formats.
struct AnnotationCollector: Sendable {
  let root: String
  let options: DatasetOptions
  var issues: [DatasetIssue] = []
  var clippedBoxes = 0
  /// How many outlines were taken as the boxes around them.
  var polygons = 0
  /// Whether outlines are what is wanted, so that damaged ones are errors rather than left out.
  let needsOutlines: Bool

  init(root: String, options: DatasetOptions, needsOutlines: Bool = false) {
    self.root = root
    self.options = options
    self.needsOutlines = needsOutlines
  }

  /// An empty collector for work beside this one, whose findings `merge` brings back.
  var branch: AnnotationCollector {
    AnnotationCollector(root: root, options: options, needsOutlines: needsOutlines)
  }

  mutating func merge(_ other: AnnotationCollector) {
    issues += other.issues
    clippedBoxes += other.clippedBoxes
    polygons += other.polygons
  }

  /// Adds an issue about the file at `path`, shown relative to the dataset where it lies inside.
  mutating func add(
    _ severity: DatasetIssue.Severity, path: String, line: Int? = nil, column: Int? = nil,
    _ message: String
  ) {
    issues.append(
      DatasetIssue(severity, path: shown(path), line: line, column: column, message: message))
  }

  func shown(_ path: String) -> String {
    PathText.relative(path, to: root)
  }

  /// The size of the picture at `path` from its header; nil, and an issue, where that fails.
  mutating func pictureSize(_ path: String) -> Size? {
    do throws(ImageError) {
      return try ImageDecoder.size(path: path)
    } catch {
      add(.error, path: path, error.reason)
      return nil
    }
  }

  /// The box as it is used: inside the picture and not empty; nil, and an issue, where it cannot be.
  ///
  /// Past the edge by up to 2 pixels, or 0.5 % of the side, passes for rounding: it is clipped and counted.
  mutating func accept(
    _ box: Box, in size: Size, path: String, line: Int? = nil, name: String = "box"
  ) -> Box? {
    guard box.x.isFinite, box.y.isFinite, box.width.isFinite, box.height.isFinite else {
      add(.error, path: path, line: line, "\(name) has a coordinate that is no finite number")
      return nil
    }
    guard box.width > 0, box.height > 0 else {
      add(
        .error, path: path, line: line,
        "\(name) is \(Self.text(box.width)) wide and \(Self.text(box.height)) high; "
          + "both must be above 0")
      return nil
    }
    let (width, height) = (Double(size.width), Double(size.height))
    let horizontal = max(-box.x, box.maxX - width)
    let vertical = max(-box.y, box.maxY - height)
    let clipped = box.clipped(to: size)
    guard horizontal <= max(2, 0.005 * width), vertical <= max(2, 0.005 * height),
      clipped.width > 0, clipped.height > 0
    else {
      let corners = [box.x, box.y, box.maxX, box.maxY].map(Self.text)
      add(
        .error, path: path, line: line,
        "\(name) from (\(corners[0]), \(corners[1])) to (\(corners[2]), \(corners[3])) reaches past "
          + "the picture of \(size.width)×\(size.height)")
      return nil
    }
    // Fractions with six digits, as most writers print them, miss an edge by less than this.
    if max(horizontal, vertical) > 0.002 { clippedBoxes += 1 }
    return clipped
  }

  /// A number with at most two decimals.
  static func text(_ value: Double) -> String {
    guard abs(value) < 1e12 else { return "\(value)" }
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }
}

/// The classes of a dataset in the order of their indices.
struct ClassTable {
  private(set) var names: [String] = []
  private var indices: [String: Int] = [:]

  init(_ names: [String] = []) {
    for name in names { _ = add(name) }
  }

  subscript(name: String) -> Int? { indices[name] }

  /// The index of `name`, which is appended where it is new.
  mutating func add(_ name: String) -> Int {
    if let index = indices[name] { return index }
    names.append(name)
    indices[name] = names.count - 1
    return names.count - 1
  }

  /// The names in the first `classes.txt` or the like that `folder` has, or nil.
  static func listed(in folder: String) -> [String]? {
    for name in ["classes.txt", "obj.names", "labels.txt"] {
      guard let bytes = try? FileSystem.read(folder + "/" + name, limit: 4 << 20),
        let text = String(validating: bytes, as: UTF8.self)
      else { continue }
      let names = text.split(whereSeparator: \.isNewline)
        .map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
      if !names.isEmpty { return names }
    }
    return nil
  }
}

extension StringProtocol {
  /// Without white space and byte order marks at both ends.
  func trimmingSpaces() -> String {
    let isSpace = { (character: Character) in character.isWhitespace || character == "\u{FEFF}" }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
