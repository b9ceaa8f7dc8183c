import OkoImaging

/// The classes of masks: their names and, where masks are coloured, the colour of each.
///
/// A line of `classes.txt` is a name, or a name and a colour: `road 128 64 128`, `road,128,64,128` or
/// `road #804080`. The colour of a class called `void`, `unlabeled` or `ignore` is ignored.
struct MaskClasses {
  var names: [String] = []
  var colors: [MaskColor: UInt8]?

  private static let files = [
    "classes.txt", "class_dict.csv", "labels.txt", "label_colors.txt", "colors.txt",
  ]
  private static let ignoredNames: Set = ["void", "unlabeled", "unlabelled", "ignore", "ignored"]

  /// The classes in the first list that `root` has, or nil.
  static func listed(
    in root: String, _ collector: inout AnnotationCollector
  ) -> MaskClasses? {
    for name in files where FileSystem.isFile(root + "/" + name) {
      let path = root + "/" + name
      do throws(FileReadingError) {
        let bytes = try FileSystem.read(path, limit: 4 << 20)
        let classes = read(String(decoding: bytes, as: UTF8.self), path, &collector)
        if !classes.names.isEmpty { return classes }
      } catch {
        collector.add(.error, path: path, error.message)
      }
    }
    return nil
  }

  private static func read(
    _ text: String, _ path: String, _ collector: inout AnnotationCollector
  ) -> MaskClasses {
    var classes = MaskClasses()
    var colors: [MaskColor: UInt8] = [:]
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let (name, color) = entry(line.trimmingSpaces())
      guard !name.isEmpty, !(index == 0 && name.lowercased() == "name") else { continue }
      if let color, ignoredNames.contains(name.lowercased()) {
        colors[color] = LabelMap.ignored
        continue
      }
      guard classes.names.count < Int(LabelMap.ignored) else {
        collector.add(.error, path: path, line: index + 1, "more than 255 classes")
        break
      }
      if classes.names.contains(name) {
        collector.add(
          .warning, path: path, line: index + 1, "a second class \(PathText.shown(name))")
      }
      if let color {
        if colors[color] != nil {
          collector.add(.error, path: path, line: index + 1, "the colour of another class")
        }
        colors[color] = UInt8(classes.names.count)
      }
      classes.names.append(name)
    }
    if !colors.isEmpty { classes.colors = colors }
    return classes
  }

  /// The name and the colour in a line.
  private static func entry(_ line: String) -> (name: String, color: MaskColor?) {
    let parts = line.split { $0 == "," || $0 == "\t" || $0 == " " }.map(String.init)
    if parts.count >= 2, let last = parts.last, last.hasPrefix("#"), last.count == 7,
      let number = UInt32(last.dropFirst(), radix: 16)
    {
      let color = MaskColor(
        UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255))
      return (parts.dropLast().joined(separator: " "), color)
    }
    let numbers = parts.suffix(3).compactMap(UInt8.init)
    if parts.count >= 4, numbers.count == 3 {
      return (
        parts.dropLast(3).joined(separator: " "), MaskColor(numbers[0], numbers[1], numbers[2])
      )
    }
    return (line, nil)
  }

  /// Classes called by their numbers, where nothing names them.
  static func inferred(
    _ labels: Set<UInt8>, isBinary: Bool, _ collector: inout AnnotationCollector
  ) -> [String] {
    if isBinary { return ["background", "foreground"] }
    collector.add(
      .warning, path: ".", "no classes.txt names the classes; they are called by their numbers")
    let most = labels.filter { $0 != LabelMap.ignored }.max() ?? 0
    return (0...max(most, 1)).map { "\($0)" }
  }
}
