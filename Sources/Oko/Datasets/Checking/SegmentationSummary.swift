public import OkoJSON

/// What a dataset of labelled pixels holds, in numbers.
public struct SegmentationSummary: Hashable, Sendable {
  /// The numbers of one split.
  public struct Split: Hashable, Sendable {
    /// Which split.
    public let split: DatasetSplit
    /// Its pictures.
    public let pictures: Int
    /// Those of them without a pixel of any class but the first.
    public let backgrounds: Int
    /// The pixels of each class.
    public let pixelsOfClass: [Int]
    /// The pixels of which nothing is known.
    public let ignored: Int
    /// The things that are told apart.
    public let instances: Int

    /// The share of each class in the pixels that have one, from 0 to 1.
    public var shares: [Double] {
      let all = Double(max(pixelsOfClass.reduce(0, +), 1))
      return pixelsOfClass.map { Double($0) / all }
    }
  }

  /// The splits that have pictures.
  public let splits: [Split]
  /// The names of the classes.
  public let classNames: [String]
  /// The square root of the things' areas in pixels, at 5, 25, 50, 75 and 95 %; empty without things.
  public let instanceSizes: [Double]

  init(_ classNames: [String], _ splits: [DatasetSplit], _ masks: [MaskInspection]) {
    self.classNames = classNames
    let entries = zip(splits, masks).map { (split: $0, mask: $1) }
    self.splits = DatasetSplit.allCases.compactMap { split in
      let own = entries.filter { $0.split == split }.map(\.mask)
      guard !own.isEmpty else { return nil }
      var pixels = [Int](repeating: 0, count: classNames.count)
      for (index, count) in own.lazy.flatMap({ $0.pixelsOfClass.enumerated() }) {
        pixels[index] += count
      }
      return Split(
        split: split, pictures: own.count, backgrounds: own.count(where: \.isEmpty),
        pixelsOfClass: pixels, ignored: own.reduce(0) { $0 + $1.ignored },
        instances: own.reduce(0) { $0 + $1.instanceAreas.count })
    }
    instanceSizes = DatasetSummary.quantiles(
      of: masks.flatMap(\.instanceAreas).map { Double($0).squareRoot() })
  }

  /// The table of a report.
  public func text() -> String {
    var table = TextTable()
    func percent(_ share: Double) -> String {
      let thousandths = Int((share * 1000).rounded())
      return "\(thousandths / 10).\(thousandths % 10) %"
    }
    table.add("", splits.map(\.split.rawValue))
    table.add("pictures", splits.map { "\($0.pictures)" })
    if BackgroundClass.isFirst(of: classNames) {
      table.add("empty", splits.map { "\($0.backgrounds)" })
    }
    for (index, name) in classNames.enumerated() {
      table.add("  " + name, splits.map { percent($0.shares[index]) })
    }
    table.add(
      "ignored",
      splits.map { split in
        let all = split.pixelsOfClass.reduce(split.ignored, +)
        return percent(Double(split.ignored) / Double(max(all, 1)))
      })
    if !instanceSizes.isEmpty {
      table.add("things", splits.map { "\($0.instances)" })
      table.add("thing size", DatasetSummary.quantiles.map { "\(Int($0 * 100)) %" })
      table.add("  pixels", instanceSizes.map { "\(Int($0.rounded()))" })
    }
    return table.lines.joined(separator: "\n")
  }

  /// The same as JSON.
  public var json: JSONValue {
    let entries = splits.map { split -> JSONValue in
      let classes = classNames.indices.map { index -> JSONValue in
        [
          "class": .string(classNames[index]), "pixels": .integer(split.pixelsOfClass[index]),
          "share": .number(split.shares[index]),
        ]
      }
      return [
        "split": .string(split.split.rawValue), "pictures": .integer(split.pictures),
        "backgrounds": .integer(split.backgrounds), "ignored": .integer(split.ignored),
        "instances": .integer(split.instances), "classes": .array(classes),
      ]
    }
    return [
      "splits": .array(entries),
      "instance_size_quantiles": .array(DatasetSummary.quantiles.map { .number($0) }),
      "instance_sizes": .array(instanceSizes.map { .number($0) }),
    ]
  }
}
