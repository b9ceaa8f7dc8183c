import OkoImaging

/// What one annotation file of Pascal VOC says, before its classes have numbers.
struct VOCAnnotation {
  struct Object {
    let name: String
    let box: Box
    let isDifficult: Bool
    let line: Int
  }

  let picture: String
  let size: Size
  var objects: [Object] = []

  /// Reads the file of `entry`; nil, and an issue, where the picture cannot be used at all.
  static func read(
    _ entry: VOCPlaces.Entry, into collector: inout AnnotationCollector
  ) -> VOCAnnotation? {
    let path = entry.annotation
    guard FileSystem.isFile(path) else {
      collector.add(
        .error, path: entry.list ?? path, line: entry.line,
        "there is no \(collector.shown(path)) for this picture")
      return nil
    }
    let root: XMLElement
    do throws(FileReadingError) {
      let bytes = try FileSystem.read(path, limit: 16 << 20)
      do throws(XMLError) {
        root = try XMLDocumentParser.parse(bytes)
      } catch {
        collector.add(.error, path: path, line: error.line, error.message)
        return nil
      }
    } catch {
      collector.add(.error, path: path, error.message)
      return nil
    }
    guard root.name == "annotation" else {
      collector.add(
        .error, path: path, line: root.line, "<\(root.name)> where <annotation> should be")
      return nil
    }
    guard let picture = picture(of: root, entry, &collector),
      let size = size(of: root, picture, path, &collector)
    else { return nil }
    var annotation = VOCAnnotation(picture: picture, size: size)
    for element in root.children where element.name == "object" {
      if let object = object(element, size, path, &collector) { annotation.objects.append(object) }
    }
    annotation.reportRepeats(path, &collector)
    return annotation
  }

  /// The picture of the same stem, as in the original; else the one that `filename` names.
  private static func picture(
    of root: XMLElement, _ entry: VOCPlaces.Entry, _ collector: inout AnnotationCollector
  ) -> String? {
    let path = entry.annotation
    let name = root["filename"]
    if let name, !name.text.isEmpty, !PathText.staysInside(name.text) {
      collector.add(
        .error, path: path, line: name.line,
        "filename \(PathText.shown(name.text)) leaves the folder of the pictures")
      return nil
    }
    let stem = PathText.stem(path)
    for folder in entry.pictureFolders {
      for suffix in ["jpg", "png", "jpeg", "JPG", "PNG", "JPEG"] {
        let candidate = "\(folder)/\(stem).\(suffix)"
        if FileSystem.isFile(candidate) { return candidate }
      }
    }
    if let name, !name.text.isEmpty {
      for folder in entry.pictureFolders {
        let candidate = folder + "/" + name.text
        if FileSystem.isFile(candidate) { return candidate }
      }
    }
    collector.add(
      .error, path: path, line: name?.line,
      "its picture is missing: neither \(stem).jpg or .png nor "
        + PathText.shown(name?.text ?? "a filename"))
    return nil
  }

  /// The size that the file gives, or, where it gives none or 0, that of the picture.
  private static func size(
    of root: XMLElement, _ picture: String, _ path: String,
    _ collector: inout AnnotationCollector
  ) -> Size? {
    guard let element = root["size"] else { return collector.pictureSize(picture) }
    let width = Int(element["width"]?.text ?? "") ?? 0
    let height = Int(element["height"]?.text ?? "") ?? 0
    guard width > 0, height > 0, width <= 1_000_000, height <= 1_000_000 else {
      collector.add(
        .warning, path: path, line: element.line,
        "size \(width)×\(height); the size of the picture itself is used")
      return collector.pictureSize(picture)
    }
    return Size(width: width, height: height)
  }

  /// One object.
  ///
  /// Corners are pixels counted from 1, both inside the box: x = xmin − 1, width = xmax − xmin + 1.
  private static func object(
    _ element: XMLElement, _ size: Size, _ path: String, _ collector: inout AnnotationCollector
  ) -> Object? {
    guard let name = element["name"]?.text, !name.isEmpty else {
      collector.add(.error, path: path, line: element.line, "an object without a class name")
      return nil
    }
    guard let corners = element["bndbox"] else {
      collector.add(.error, path: path, line: element.line, "\(PathText.shown(name)) has no bndbox")
      return nil
    }
    var values: [Double] = []
    for key in ["xmin", "ymin", "xmax", "ymax"] {
      let text = corners[key]?.text ?? ""
      guard let value = Double(text), value.isFinite, !text.lowercased().contains("x") else {
        collector.add(
          .error, path: path, line: corners[key]?.line ?? corners.line,
          "\(key) \(PathText.shown(text)) is no number")
        return nil
      }
      values.append(value)
    }
    guard values[2] > values[0], values[3] > values[1] else {
      collector.add(
        .error, path: path, line: corners.line,
        "the box of \(PathText.shown(name)) is empty or inside out: xmin \(values[0]), "
          + "xmax \(values[2]), ymin \(values[1]), ymax \(values[3])")
      return nil
    }
    let box = Box(
      x: values[0] - 1, y: values[1] - 1, width: values[2] - values[0] + 1,
      height: values[3] - values[1] + 1)
    guard
      let accepted = collector.accept(
        box, in: size, path: path, line: corners.line, name: "the box of \(PathText.shown(name))")
    else { return nil }
    return Object(
      name: name, box: accepted, isDifficult: element["difficult"]?.text == "1", line: element.line)
  }

  private func reportRepeats(_ path: String, _ collector: inout AnnotationCollector) {
    struct Key: Hashable {
      let name: String
      let box: Box
    }
    var lines: [Key: Int] = [:]
    for object in objects {
      let key = Key(name: object.name, box: object.box)
      if let earlier = lines.updateValue(object.line, forKey: key) {
        collector.add(
          .warning, path: path, line: object.line,
          "the same box of \(PathText.shown(object.name)) as on line \(earlier)")
      }
    }
  }
}
