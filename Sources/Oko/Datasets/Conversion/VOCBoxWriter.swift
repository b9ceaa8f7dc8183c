import OkoImaging

/// Writes `JPEGImages/`, `Annotations/*.xml`, the lists of the splits and `classes.txt`.
struct VOCBoxWriter: LabelWriter {
  let classNames: [String]

  var layout: ConversionLayout {
    ConversionLayout(pictures: { _ in "JPEGImages" }, labels: [{ _ in "Annotations" }])
  }

  func write(
    _ sample: DetectionSample, as name: PictureNames.Name, into folder: ConversionFolder
  ) throws(DatasetError) -> WrittenLabels {
    var lines = [
      "<annotation>", "  <filename>\(Self.escaped(name.file))</filename>", "  <size>",
      "    <width>\(sample.size.width)</width>", "    <height>\(sample.size.height)</height>",
      "    <depth>3</depth>", "  </size>",
    ]
    for object in sample.objects {
      let box = object.box
      // Pixels are counted from 1, and the last ones are inside; a box has a pixel at least.
      let corners = [
        ("xmin", box.x + 1), ("ymin", box.y + 1), ("xmax", max(box.maxX, box.x + Self.least)),
        ("ymax", max(box.maxY, box.y + Self.least)),
      ]
      lines += [
        "  <object>", "    <name>\(Self.escaped(classNames[object.classIndex]))</name>",
        "    <difficult>\(object.isDifficult ? 1 : 0)</difficult>", "    <bndbox>",
      ]
      lines += corners.map { "      <\($0)>\(Self.text($1))</\($0)>" }
      lines += ["    </bndbox>", "  </object>"]
    }
    lines.append("</annotation>")
    try folder.write(
      lines.map { $0 + "\n" }.joined(), to: "Annotations/\(name.stem).xml")
    return WrittenLabels(size: sample.size)
  }

  func finish(
    _ names: [PictureNames.Name], _ labels: [WrittenLabels], of samples: [DetectionSample],
    into folder: ConversionFolder
  ) throws(DatasetError) -> [String] {
    try folder.writeLists(names, to: "ImageSets/Main")
    try folder.writeClasses(classNames)
    let narrow = samples.lazy.flatMap(\.objects).count {
      min($0.box.width, $0.box.height) < Self.least
    }
    return BoxLosses.notes(samples, [.crowds, .outlines])
      + (narrow > 0 ? ["boxes of a pixel or less, widened by a hundredth: \(narrow)"] : [])
  }

  /// The least side of a box that is not inside out for VOC.
  private static let least = 1.01

  private static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }
}
