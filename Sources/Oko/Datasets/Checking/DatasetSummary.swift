import OkoImaging
public import OkoJSON

/// What a dataset holds, in numbers.
public struct DatasetSummary: Hashable, Sendable {
  /// The numbers of one split.
  public struct Split: Hashable, Sendable {
    /// Which split.
    public let split: DatasetSplit
    /// Its pictures.
    public let pictures: Int
    /// Those of them on which nothing is marked.
    public let backgrounds: Int
    /// Objects of each class.
    public let objectsOfClass: [Int]

    /// All objects.
    public var objects: Int { objectsOfClass.reduce(0, +) }
  }

  /// The splits that have pictures.
  public let splits: [Split]
  /// The names of the classes.
  public let classNames: [String]
  /// The square root of the boxes' areas in pixels, at 5, 25, 50, 75 and 95 %; empty without boxes.
  public let boxSizes: [Double]
  /// The same as a share of the longer side of the picture.
  public let boxShares: [Double]

  /// The points of the quantiles.
  public static let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// Counts what `dataset` holds.
  public init(_ dataset: DetectionDataset) {
    classNames = dataset.classNames
    var sizes: [Double] = []
    var shares: [Double] = []
    splits = dataset.splits.map { split in
      let samples = dataset.samples(split)
      var counts = [Int](repeating: 0, count: dataset.classNames.count)
      for sample in samples {
        let side = Double(max(sample.size.width, sample.size.height, 1))
        for object in sample.objects where counts.indices.contains(object.classIndex) {
          counts[object.classIndex] += 1
          sizes.append(object.box.area.squareRoot())
          shares.append(object.box.area.squareRoot() / side)
        }
      }
      return Split(
        split: split, pictures: samples.count,
        backgrounds: samples.count { $0.objects.isEmpty }, objectsOfClass: counts)
    }
    boxSizes = Self.quantiles(of: sizes)
    boxShares = Self.quantiles(of: shares)
  }

  static func quantiles(of values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let sorted = values.sorted()
    return quantiles.map { sorted[Int(($0 * Double(sorted.count - 1)).rounded())] }
  }

  /// The table of a report.
  public func text() -> String {
    var table = TextTable()
    table.add("", splits.map(\.split.rawValue))
    table.add("pictures", splits.map { "\($0.pictures)" })
    table.add("background", splits.map { "\($0.backgrounds)" })
    table.add("objects", splits.map { "\($0.objects)" })
    for (index, name) in classNames.enumerated() {
      table.add("  " + name, splits.map { "\($0.objectsOfClass[index])" })
    }
    if !boxSizes.isEmpty {
      table.add("box size", Self.quantiles.map { "\(Int($0 * 100)) %" })
      table.add("  pixels", boxSizes.map { "\(Int($0.rounded()))" })
      table.add("  of side", boxShares.map { "\(Int(($0 * 100).rounded())) %" })
    }
    return table.lines.joined(separator: "\n")
  }

  /// The same as JSON.
  public var json: JSONValue {
    let entries = splits.map { split -> JSONValue in
      let classes = zip(classNames, split.objectsOfClass).map { name, count -> JSONValue in
        ["class": .string(name), "objects": .integer(count)]
      }
      return [
        "split": .string(split.split.rawValue), "pictures": .integer(split.pictures),
        "backgrounds": .integer(split.backgrounds), "objects": .integer(split.objects),
        "classes": .array(classes),
      ]
    }
    return [
      "splits": .array(entries),
      "box_size_quantiles": .array(Self.quantiles.map { .number($0) }),
      "box_sizes": .array(boxSizes.map { .number($0) }),
      "box_shares": .array(boxShares.map { .number($0) }),
    ]
  }
}
