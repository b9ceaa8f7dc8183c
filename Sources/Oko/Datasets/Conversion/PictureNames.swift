/// The names that pictures get in a converted dataset, where those of several folders may meet in one.
enum PictureNames {
  struct Name: Sendable, Hashable {
    let source: String
    let split: DatasetSplit
    /// Without the extension; no two in a split have the same, however written.
    let stem: String
    /// With the extension.
    let file: String
  }

  /// The names of `pictures`: their own, and where that is taken already with their folders in front.
  static func named(
    _ pictures: [(split: DatasetSplit, path: String)], root: String,
    for format: DatasetConversion.Format
  ) -> [Name] {
    // VOC keeps all splits in one folder, and white space ends the stems in its lists.
    let isShared = format == .voc
    var taken: [DatasetSplit: Set<String>] = [:]
    return pictures.map { split, path in
      let place = isShared ? .train : split
      func take(_ stem: String) -> Bool {
        taken[place, default: []].insert(stem.lowercased()).inserted
      }
      let own = clean(PathText.stem(path), isShared)
      let long = clean(
        PathText.withoutExtension(PathText.relative(path, to: root)).split(separator: "/")
          .joined(separator: "-"), isShared)
      var stem = own
      if !take(stem) {
        stem = long
        var number = 2
        while !take(stem) {
          stem = "\(long)-\(number)"
          number += 1
        }
      }
      let suffix = PathText.name(path).dropFirst(PathText.stem(path).count)
      return Name(source: path, split: split, stem: stem, file: stem + suffix)
    }
  }

  private static func clean(_ stem: String, _ replacesSpaces: Bool) -> String {
    String(
      String.UnicodeScalarView(
        stem.unicodeScalars.map { scalar in
          let isControl = scalar.value < 0x20 || scalar.value == 0x7F
          return isControl || replacesSpaces && scalar.properties.isWhitespace ? "_" : scalar
        }))
  }
}

/// The names of classes as every layout can hold them: one line, not empty, no two the same.
enum SafeNames {
  static func names(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.enumerated().map { index, name in
      let line = String(
        String.UnicodeScalarView(
          name.unicodeScalars.map { $0.value < 0x20 || $0.properties.isWhitespace ? " " : $0 })
      ).trimmingSpaces()
      let base = line.isEmpty ? "class \(index)" : line
      var (name, number) = (base, 2)
      while !taken.insert(name).inserted {
        name = "\(base) (\(number))"
        number += 1
      }
      return name
    }
  }
}
