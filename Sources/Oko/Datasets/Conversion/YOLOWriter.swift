import OkoImaging
import OkoJSON

/// Writes `images/`, `labels/` with an outline a row, and `data.yaml`.
///
/// A row holds one line around everything: parts and holes hang on the first corner by bridges walked both ways,
/// which fill no pixel.
struct YOLOWriter: LabelWriter {
  let classes: OutlineClasses

  init(_ classes: OutlineClasses) { self.classes = classes }

  var layout: ConversionLayout { .bySplit("labels") }

  func write(
    _ sample: SegmentationSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    var written = WrittenLabels(size: sample.size)
    var rows = ""
    func add(_ classIndex: Int, _ line: [String]) {
      guard let number = classes.number(classIndex), !line.isEmpty else { return }
      rows += "\(number) " + line.joined(separator: " ") + "\n"
    }
    if case .objects(let objects) = sample.labels {
      for object in objects {
        if object.isCrowd {
          written.hasIgnored = true
        } else {
          add(object.classIndex, Self.line(object, in: sample.size))
        }
      }
    } else {
      let truth = try sample.convertedTruth(classCount: classes.classCount)
      for thing in OutlinedThing.all(in: truth, hasBackground: classes.hasBackground) {
        if thing.isIgnored {
          written.hasIgnored = true
        } else {
          add(thing.classIndex, Self.line(thing, in: sample.size))
        }
      }
    }
    try folder.write(rows, to: "labels/\(name.split.rawValue)/\(name.stem).txt")
    return written
  }

  /// The outlines as they are where that draws the same pixels, else those of its pixels.
  private static func line(_ object: SegmentedObject, in size: Size) -> [String] {
    if case .polygons(let polygons) = object.region {
      let joined = Self.joined(polygons)
      let texts = joined.enumerated().map { index, value in
        "\(value / Double(index % 2 == 0 ? size.width : size.height))"
      }
      let read = texts.enumerated().map { index, text in
        (Double(text) ?? 0) * Double(index % 2 == 0 ? size.width : size.height)
      }
      let original = Set(object.region.spans(in: size).spans.joined())
      if joined.count >= 6, Set(PolygonRaster.spans(of: read, in: size).joined()) == original {
        return texts
      }
    }
    guard
      let thing = OutlinedThing(object.region, classIndex: object.classIndex, in: size)
    else { return [] }
    return line(thing, in: size)
  }

  private static func line(_ thing: OutlinedThing, in size: Size) -> [String] {
    let rings = thing.contours.flatMap { [$0.outer] + $0.holes }
    let points = joined(
      rings.map { ring in
        ring.flatMap { [Double(thing.x + $0.x), Double(thing.y + $0.y)] }
      })
    return points.enumerated().map { index, value in
      SyntheticDataset.sixDecimals(value / Double(index % 2 == 0 ? size.width : size.height))
    }
  }

  /// One line through all of `rings`, each a closed one: to the second and each later one a bridge goes from the
  /// first corner down or up and then across, and comes back the same way.
  private static func joined(_ rings: [[Double]]) -> [Double] {
    guard let first = rings.first, first.count >= 6, rings.count > 1 else {
      return rings.first ?? []
    }
    let anchor = [first[0], first[1]]
    var line = first + anchor
    for ring in rings.dropFirst() where ring.count >= 6 {
      let corner = [first[0], ring[1]]
      line += corner + ring + [ring[0], ring[1]] + corner + anchor
    }
    return line
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [SegmentationSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeDataYAML(names, classNames: classes.names)
    let ignored = labels.count(where: \.hasIgnored)
    return classes.notes
      + (ignored == 0
        ? []
        : ["pictures with pixels to ignore, which become background in YOLO: \(ignored)"])
  }
}

extension ConversionFolder {
  /// Writes YOLO's description of the dataset.
  func writeDataYAML(
    _ names: [PictureNames.Name], classNames: [String]
  ) throws(DatasetError) {
    let splits = DatasetSplit.allCases.filter { split in names.contains { $0.split == split } }
    let lines =
      ["path: ."] + splits.map { "\($0.rawValue): images/\($0.rawValue)" } + ["names:"]
      // A string of JSON is one of YAML.
      + classNames.enumerated().map { "  \($0): \(JSONValue.string($1).serialized())" }
    try write(lines.map { $0 + "\n" }.joined(), to: "data.yaml")
  }
}
