import OkoImaging
import OkoJSON

/// The state while one COCO file is read: categories first, then pictures, then annotations.
struct COCOFileReading {
  let file: COCOFile
  var collector: AnnotationCollector
  private var classOfCategory: [Int: Int] = [:]
  private var pictures: [Picture] = []
  private var indexOfPicture: [Int: Int] = [:]
  /// Ids of pictures that cannot be used; their annotations are passed over without further word.
  private var refusedPictures: Set<Int> = []

  private struct Picture {
    let path: String
    let size: Size
    var objects: [ObjectAnnotation] = []
  }

  init(file: COCOFile, collector: AnnotationCollector) {
    self.file = file
    self.collector = collector
  }

  var samples: [DetectionSample] {
    pictures.map { DetectionSample(imagePath: $0.path, size: $0.size, objects: $0.objects) }
  }

  private mutating func error(_ message: String) {
    collector.add(.error, path: file.path, message)
  }

  private mutating func warn(_ message: String) {
    collector.add(.warning, path: file.path, message)
  }

  private mutating func list(_ key: String, of document: JSONValue, isNeeded: Bool) -> [JSONValue] {
    guard document.object != nil else {
      if key == "categories" {
        collector.add(
          .error, path: file.path, line: 1, column: 1,
          "\(document.kind) where an object with images, annotations and categories should be")
      }
      return []
    }
    if let values = document[key]?.array { return values }
    if isNeeded || document[key] != nil {
      error(document[key].map { "\"\(key)\" is \($0.kind), not an array" } ?? "no \"\(key)\"")
    }
    return []
  }

  mutating func readCategories(
    _ document: JSONValue, into classes: inout ClassTable, isFirst: Bool
  ) {
    var categories: [(id: Int, name: String)] = []
    for (index, value) in list("categories", of: document, isNeeded: true).enumerated() {
      guard let id = value["id"]?.int, let name = value["name"]?.string?.trimmingSpaces(),
        !name.isEmpty
      else {
        error("categories[\(index)] needs an id, a whole number, and a name")
        continue
      }
      if categories.contains(where: { $0.id == id }) {
        error("two categories with the id \(id)")
        continue
      }
      if categories.contains(where: { $0.name == name }) {
        warn(
          "two categories named \(PathText.shown(name)), the second with id \(id), taken for one")
      }
      categories.append((id, name))
    }
    for category in categories.sorted(by: { $0.id < $1.id }) {
      if !isFirst, classes[category.name] == nil {
        warn("category \(PathText.shown(category.name)) is not in the files before this one")
      }
      classOfCategory[category.id] = classes.add(category.name)
    }
  }

  mutating func readPictures(_ document: JSONValue) {
    var lastFolder: String?
    let values = list("images", of: document, isNeeded: true)
    for (index, value) in values.enumerated() {
      guard let id = value["id"]?.int else {
        error("images[\(index)] needs an id that is a whole number of 64 bits")
        continue
      }
      guard indexOfPicture[id] == nil, !refusedPictures.contains(id) else {
        error("two images with the id \(id)")
        continue
      }
      if let picture = picture(value, id, &lastFolder) {
        indexOfPicture[id] = pictures.count
        pictures.append(picture)
      } else {
        refusedPictures.insert(id)
      }
    }
    let hasKey = document["images"]?.array != nil
    if hasKey, values.isEmpty { warn("\"images\" is empty") }
  }

  private mutating func picture(
    _ value: JSONValue, _ id: Int, _ lastFolder: inout String?
  ) -> Picture? {
    guard let name = value["file_name"]?.string, !name.isEmpty else {
      error("image \(id) has no file_name")
      return nil
    }
    guard PathText.staysInside(name) else {
      error("image \(id): file_name \(PathText.shown(name)) leaves the folder of the pictures")
      return nil
    }
    guard let path = file.picture(name, lastFolder: &lastFolder) else {
      error("image \(id): there is no \(PathText.shown(name))")
      return nil
    }
    guard let width = value["width"]?.int, let height = value["height"]?.int, width > 0, height > 0,
      width <= 1_000_000, height <= 1_000_000
    else {
      warn("image \(id) has no usable width and height; the size of the picture itself is used")
      return collector.pictureSize(path).map { Picture(path: path, size: $0) }
    }
    return Picture(path: path, size: Size(width: width, height: height))
  }

  mutating func readAnnotations(_ document: JSONValue) {
    var seen: Set<Int> = []
    var boxes: Set<PlacedBox> = []
    for (index, value) in list("annotations", of: document, isNeeded: true).enumerated() {
      var name = "annotations[\(index)]"
      if let id = value["id"] {
        guard let number = id.int else {
          error("\(name): the id is no whole number of 64 bits")
          continue
        }
        name = "annotation \(number)"
        if !seen.insert(number).inserted { error("\(name): a second annotation with this id") }
      }
      guard let (picture, object) = object(value, name) else { continue }
      let placed = PlacedBox(picture: picture, box: object.box, classIndex: object.classIndex)
      if !boxes.insert(placed).inserted { warn("\(name): the same box as an earlier one") }
      pictures[picture].objects.append(object)
    }
  }

  private struct PlacedBox: Hashable {
    let picture: Int
    let box: Box
    let classIndex: Int
  }

  /// The picture and the object of one annotation; nil, and an issue, where they cannot be used.
  private mutating func object(
    _ value: JSONValue, _ name: String
  ) -> (picture: Int, object: ObjectAnnotation)? {
    guard let pictureID = value["image_id"]?.int else {
      error("\(name): the image_id is no whole number of 64 bits")
      return nil
    }
    guard let picture = indexOfPicture[pictureID] else {
      if !refusedPictures.contains(pictureID) { error("\(name): there is no image \(pictureID)") }
      return nil
    }
    guard let category = value["category_id"]?.int, let classIndex = classOfCategory[category]
    else {
      error("\(name): there is no category \(value["category_id"]?.serialized() ?? "(none given)")")
      return nil
    }
    let numbers = value["bbox"]?.array?.compactMap(\.double) ?? []
    guard numbers.count == 4, value["bbox"]?.array?.count == 4 else {
      let given = value["bbox"].map { PathText.shown($0.serialized()) } ?? "missing"
      error("\(name): the bbox is \(given); [x, y, width, height] expected")
      return nil
    }
    let size = pictures[picture].size
    let box = Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    guard
      let accepted = collector.accept(box, in: size, path: file.path, name: "\(name): the bbox")
    else { return nil }
    let outline = COCOSegmentation.read(value["segmentation"], in: size)
    if let problem = outline.problem {
      guard !collector.needsOutlines else {
        error("\(name): segmentation: \(problem)")
        return nil
      }
      warn("\(name): segmentation left out: \(problem)")
    }
    if let keypoints = value["keypoints"]?.array, keypoints.count % 3 != 0 {
      warn("\(name): \(keypoints.count) numbers of keypoints are no multiple of 3")
    }
    let isCrowd = value["iscrowd"]?.int == 1 || value["iscrowd"]?.bool == true
    return (
      picture,
      ObjectAnnotation(
        box: accepted, classIndex: classIndex, isCrowd: isCrowd, polygons: outline.polygons,
        runs: outline.runs)
    )
  }
}
