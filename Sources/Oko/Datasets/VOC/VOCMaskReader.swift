import OkoImaging
import OkoTensors

/// Reads the masks of a Pascal VOC folder: classes in `SegmentationClass/`, things in `SegmentationObject/`, lists
/// of stems for the splits.
enum VOCMaskReader {
  /// Where the parts are.
  struct Places: Sendable {
    let root: String
    let pictures: [String]
    let masks: String
    let instances: String?

    /// The parts of the dataset in `root`; nil where it has no masks.
    static func found(in root: String) -> Places? {
      let masks = root + "/SegmentationClass"
      let pictures = ["JPEGImages", "images", "Images"].map { root + "/" + $0 }
        .filter(FileSystem.isFolder)
      guard !pictures.isEmpty, FileSystem.names(in: masks).contains(where: isMask) else {
        return nil
      }
      let instances = root + "/SegmentationObject"
      return Places(
        root: root, pictures: pictures, masks: masks,
        instances: FileSystem.names(in: instances).contains(where: isMask) ? instances : nil)
    }

    private static func isMask(_ name: String) -> Bool { PathText.fileExtension(name) == "png" }
  }

  /// The classes of the original, in the order of its palette.
  static let originalNames = [
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair",
    "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
    "train", "tvmonitor",
  ]

  static func read(
    _ places: Places, into collector: inout AnnotationCollector
  ) -> SegmentationContent {
    let pairs = pairs(places, &collector)
    var masks = MaskSurvey(pairs.map(\.mask))
    let table = MaskClasses.listed(in: places.root, &collector)
    var names = table?.names ?? originalNames
    if table != nil, names.count < 255, !names.contains(where: BackgroundClass.isNamed),
      masks.labels().subtracting([LabelMap.ignored]).max().map(Int.init) == names.count
    {
      names.insert("background", at: 0)
      collector.add(.note, path: ".", "the list of classes has no background; it is class 0")
    }
    var encoding = MaskEncoding.indices
    if let colors = table?.colors, masks.contains(where: \.isColored) {
      encoding = .colors(colors)
    }
    return MaskFolderReader.content(pairs, encoding, names, &collector)
  }

  private static func pairs(
    _ places: Places, _ collector: inout AnnotationCollector
  ) -> [MaskFolderReader.Pair] {
    let listed = VOCPlaces.listed(in: places.root + "/ImageSets/Segmentation", &collector)
    let stems: [(split: DatasetSplit, stem: String, place: (path: String, line: Int)?)] =
      listed.map { $0.map { ($0.split, $0.stem, ($0.list, $0.line)) } }
      ?? FileSystem.names(in: places.masks).filter { PathText.fileExtension($0) == "png" }
      .map { (.train, PathText.withoutExtension($0), nil) }
    var pairs: [MaskFolderReader.Pair] = []
    for (split, stem, place) in stems {
      let mask = "\(places.masks)/\(stem).png"
      guard FileSystem.isFile(mask) else {
        collector.add(
          .error, path: place?.path ?? mask, line: place?.line,
          "there is no \(collector.shown(mask)) for this picture")
        continue
      }
      guard let picture = picture(stem, places) else {
        collector.add(.error, path: mask, "a mask without a picture")
        continue
      }
      var instances: String?
      if let folder = places.instances {
        let path = "\(folder)/\(stem).png"
        guard FileSystem.isFile(path) else {
          collector.add(.error, path: mask, "a mask without \(collector.shown(folder))/\(stem).png")
          continue
        }
        instances = path
      }
      pairs.append(
        MaskFolderReader.Pair(split: split, image: picture, mask: mask, instances: instances))
    }
    return pairs
  }

  private static func picture(_ stem: String, _ places: Places) -> String? {
    for folder in places.pictures {
      for suffix in ["jpg", "png", "jpeg", "JPG", "PNG", "JPEG"] {
        let path = "\(folder)/\(stem).\(suffix)"
        if FileSystem.isFile(path) { return path }
      }
    }
    return nil
  }
}
