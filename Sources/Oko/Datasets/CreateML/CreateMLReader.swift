import OkoImaging
import OkoJSON

/// One annotation file of a CreateML dataset.
struct CreateMLFile {
  let path: String
  let split: DatasetSplit

  /// The JSON arrays of `root`, or of each split's folder.
  static func found(in root: String) -> [CreateMLFile] {
    var files: [CreateMLFile] = []
    for (split, names) in DatasetLayout.splitFolders {
      for name in names {
        files += arrays(in: root + "/" + name).map { CreateMLFile(path: $0, split: split) }
      }
    }
    guard files.isEmpty else { return files }
    return ["", "/images", "/annotations"].flatMap { arrays(in: root + $0) }.map { path in
      CreateMLFile(path: path, split: DatasetLayout.split(namedIn: PathText.name(path)))
    }
  }

  private static func arrays(in folder: String) -> [String] {
    FileSystem.names(in: folder).filter { PathText.fileExtension($0) == "json" }
      .map { folder + "/" + $0 }.filter { DatasetLayout.beginsWithArray($0) == true }
  }
}

/// Reads CreateML's object annotations: an array of pictures, boxes by centre and extent in pixels.
///
/// The classes are those that occur, in alphabetical order, unless a `classes.txt` lists them.
enum CreateMLReader {
  static func read(
    _ files: [CreateMLFile], into collector: inout AnnotationCollector
  ) -> DatasetContent {
    let documents = files.map { ($0, COCOReader.document($0.path, &collector)) }
    let seen = Set(
      documents.compactMap { $0.1?.array }.joined().flatMap { entry in
        (entry["annotations"]?.array ?? []).compactMap { $0["label"]?.string?.trimmingSpaces() }
      })
    let listed = ClassTable.listed(in: collector.root)
    let classes = ClassTable(listed ?? seen.filter { !$0.isEmpty }.sorted())
    var content = DatasetContent(classNames: classes.names)
    for (file, document) in documents {
      guard let document else { continue }
      var pictures: Set<String> = []
      for (index, entry) in (document.array ?? []).enumerated() {
        guard let sample = sample(entry, index, file, classes, &pictures, &collector) else {
          continue
        }
        content.samples[file.split, default: []].append(sample)
      }
    }
    return content
  }

  private static func sample(
    _ entry: JSONValue, _ index: Int, _ file: CreateMLFile, _ classes: ClassTable,
    _ pictures: inout Set<String>, _ collector: inout AnnotationCollector
  ) -> DetectionSample? {
    // Older exports say "imagefilename".
    guard let name = (entry["image"] ?? entry["imagefilename"] ?? entry["filename"])?.string,
      !name.isEmpty
    else {
      collector.add(.error, path: file.path, "entry [\(index)] names no \"image\"")
      return nil
    }
    let place = "[\(index)] \(PathText.shown(name))"
    guard PathText.staysInside(name) else {
      collector.add(.error, path: file.path, "\(place) leaves the folder of the pictures")
      return nil
    }
    guard pictures.insert(name).inserted else {
      collector.add(.error, path: file.path, "\(place): a second entry for this picture")
      return nil
    }
    let root = collector.root
    let folders = [
      PathText.folder(file.path), root, root + "/images", root + "/" + file.split.rawValue,
    ]
    guard let folder = folders.first(where: { FileSystem.isFile($0 + "/" + name) }) else {
      collector.add(.error, path: file.path, "\(place): there is no such picture")
      return nil
    }
    let path = folder + "/" + name
    guard let size = collector.pictureSize(path) else { return nil }
    guard let annotations = entry["annotations"]?.array else {
      collector.add(.error, path: file.path, "\(place) has no array of \"annotations\"")
      return nil
    }
    var objects: [ObjectAnnotation] = []
    for (number, value) in annotations.enumerated() {
      let name = "\(place) annotations[\(number)]"
      if let object = object(value, name, file, classes, size, &collector) {
        if objects.contains(object) {
          collector.add(.warning, path: file.path, "\(name): the same box as an earlier one")
        }
        objects.append(object)
      }
    }
    return DetectionSample(imagePath: path, size: size, objects: objects)
  }

  private static func object(
    _ value: JSONValue, _ name: String, _ file: CreateMLFile, _ classes: ClassTable, _ size: Size,
    _ collector: inout AnnotationCollector
  ) -> ObjectAnnotation? {
    guard let label = value["label"]?.string?.trimmingSpaces(), !label.isEmpty else {
      collector.add(.error, path: file.path, "\(name) has no label")
      return nil
    }
    guard let classIndex = classes[label] else {
      collector.add(
        .error, path: file.path,
        "\(name): class \(PathText.shown(label)) is not in the list of classes")
      return nil
    }
    let coordinates = value["coordinates"]
    guard let x = coordinates?["x"]?.double, let y = coordinates?["y"]?.double,
      let width = coordinates?["width"]?.double, let height = coordinates?["height"]?.double
    else {
      collector.add(
        .error, path: file.path, "\(name): coordinates need the numbers x, y, width and height")
      return nil
    }
    let box = Box(x: x - width / 2, y: y - height / 2, width: width, height: height)
    guard let accepted = collector.accept(box, in: size, path: file.path, name: name) else {
      return nil
    }
    return ObjectAnnotation(box: accepted, classIndex: classIndex)
  }
}
