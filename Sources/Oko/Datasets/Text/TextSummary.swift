import OkoImaging
public import OkoJSON

/// What a dataset of text lines holds, in numbers.
public struct TextSummary: Hashable, Sendable {
  /// The numbers of one split.
  public struct Split: Hashable, Sendable {
    /// Which split.
    public let split: DatasetSplit
    /// Its lines.
    public let lines: Int
    /// The characters of all its texts.
    public let characters: Int
    /// The words of all its texts.
    public let words: Int
    /// The characters of its longest text.
    public let longest: Int
    /// How often each character occurs, in the order of the characters.
    public let counts: [String: Int]
  }

  /// The splits that have lines.
  public let splits: [Split]
  /// The heights of the pictures at 5, 25, 50, 75 and 95 %; empty without pictures.
  public let heights: [Double]
  /// The widths of the pictures, likewise.
  public let widths: [Double]

  init(_ dataset: TextDataset, sizes: [Size]) {
    splits = dataset.splits.map { split in
      let texts = dataset.samples(split).map(\.text)
      var counts: [String: Int] = [:]
      for character in texts.lazy.joined() { counts[String(character), default: 0] += 1 }
      return Split(
        split: split, lines: texts.count, characters: counts.values.reduce(0, +),
        words: texts.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count },
        longest: texts.map(\.count).max() ?? 0, counts: counts)
    }
    heights = DatasetSummary.quantiles(of: sizes.map { Double($0.height) })
    widths = DatasetSummary.quantiles(of: sizes.map { Double($0.width) })
  }

  /// The table of a report.
  public func text() -> String {
    var table = TextTable()
    table.add("", splits.map(\.split.rawValue))
    table.add("lines", splits.map { "\($0.lines)" })
    table.add("words", splits.map { "\($0.words)" })
    table.add("characters", splits.map { "\($0.characters)" })
    table.add("longest", splits.map { "\($0.longest)" })
    if !heights.isEmpty {
      table.add("picture", DatasetSummary.quantiles.map { "\(Int($0 * 100)) %" })
      for (name, values) in [("  height", heights), ("  width", widths)] {
        table.add(name, values.map { "\(Int($0.rounded()))" })
      }
    }
    let rare = rareCharacters
    let list = rare.isEmpty ? [] : ["seen less than 10 times in training: " + rare]
    return (table.lines + list).joined(separator: "\n")
  }

  private var rareCharacters: String {
    let counts = splits.first { $0.split == .train }?.counts ?? [:]
    return counts.filter { $0.value < 10 }.keys.sorted().joined(separator: " ")
  }

  /// The same as JSON.
  public var json: JSONValue {
    let entries = splits.map { split -> JSONValue in
      var counts = JSONObject()
      for name in split.counts.keys.sorted() { counts[name] = .integer(split.counts[name] ?? 0) }
      return [
        "split": .string(split.split.rawValue), "lines": .integer(split.lines),
        "words": .integer(split.words), "characters": .integer(split.characters),
        "longest": .integer(split.longest), "counts": .object(counts),
      ]
    }
    return [
      "splits": .array(entries),
      "size_quantiles": .array(DatasetSummary.quantiles.map { .number($0) }),
      "heights": .array(heights.map { .number($0) }),
      "widths": .array(widths.map { .number($0) }),
    ]
  }
}
