import OkoImaging
import OkoTensors

/// Reads `images/` and `masks/`, where a mask has the stem of its picture: `images/train/a.jpg` and
/// `masks/train/a.png`, or `train/images/a.jpg` and `train/masks/a.png`, or without splits.
enum MaskFolderReader {
  /// The folders of one split.
  struct Places: Sendable {
    let split: DatasetSplit
    let images: String
    let masks: String
    let instances: String?
  }

  static let imageNames = ["images", "imgs", "image", "img"]
  static let maskNames = ["masks", "mask", "labels", "annotations", "gt"]
  static let instanceNames = ["instances", "instance"]

  /// The folders of each split under `root`; none where it is no mask folder.
  static func places(in root: String) -> [Places] {
    func first(_ names: [String], in folder: String) -> String? {
      names.map { folder + "/" + $0 }.first(where: FileSystem.isFolder)
    }
    func hasPictures(_ folder: String) -> Bool {
      FileSystem.names(in: folder).contains { PathText.fileExtension($0) == "png" }
    }
    func places(_ split: DatasetSplit, _ images: String, _ masks: String, _ instances: String?)
      -> Places?
    {
      guard hasPictures(masks) else { return nil }
      return Places(split: split, images: images, masks: masks, instances: instances)
    }
    var found: [Places] = []
    if let images = first(imageNames, in: root), let masks = first(maskNames, in: root) {
      let instances = first(instanceNames, in: root)
      for (split, names) in DatasetLayout.splitFolders {
        for name in names where FileSystem.isFolder(images + "/" + name) {
          let own = instances.map { $0 + "/" + name }.flatMap { FileSystem.isFolder($0) ? $0 : nil }
          if let place = places(split, images + "/" + name, masks + "/" + name, own) {
            found.append(place)
          }
        }
      }
      if found.isEmpty, let place = places(.train, images, masks, instances) {
        found.append(place)
      }
    }
    for (split, names) in DatasetLayout.splitFolders where found.allSatisfy({ $0.split != split }) {
      for name in names {
        let folder = root + "/" + name
        guard let images = first(imageNames, in: folder), let masks = first(maskNames, in: folder)
        else { continue }
        if let place = places(split, images, masks, first(instanceNames, in: folder)) {
          found.append(place)
          break
        }
      }
    }
    return found
  }

  static func read(
    _ places: [Places], root: String, into collector: inout AnnotationCollector
  ) -> SegmentationContent {
    let table = MaskClasses.listed(in: root, &collector)
    var pairs: [Pair] = []
    for place in places { pairs += Self.pairs(place, &collector) }
    var masks = MaskSurvey(pairs.map(\.mask))
    let encoding = encoding(table, &masks, &collector)
    let names =
      table?.names
      ?? MaskClasses.inferred(masks.labels(), isBinary: encoding == .binary, &collector)
    return content(pairs, encoding, names, &collector)
  }

  /// The samples of `pairs`, those left out whose pictures cannot be read.
  static func content(
    _ pairs: [Pair], _ encoding: MaskEncoding, _ classNames: [String],
    _ collector: inout AnnotationCollector
  ) -> SegmentationContent {
    var content = SegmentationContent(classNames: classNames)
    let sizes = Workers.shared.map(pairs.count) { index in
      Result { () throws(ImageError) in try ImageDecoder.size(path: pairs[index].image) }
    }
    for (pair, size) in zip(pairs, sizes) {
      switch size {
      case .failure(let error): collector.add(.error, path: pair.image, error.reason)
      case .success(let size):
        content.samples[pair.split, default: []].append(
          SegmentationSample(
            imagePath: pair.image, size: size, labels: .mask(path: pair.mask, encoding: encoding),
            instancesPath: pair.instances))
      }
    }
    return content
  }

  /// A picture with the masks that go with it.
  struct Pair: Sendable {
    let split: DatasetSplit
    let image: String
    let mask: String
    let instances: String?
  }

  private static func pairs(
    _ place: Places, _ collector: inout AnnotationCollector
  ) -> [Pair] {
    func byStem(_ folder: String) -> [String: String] {
      Dictionary(
        FileSystem.names(in: folder).filter(PathText.isPicture).map {
          (PathText.withoutExtension($0), folder + "/" + $0)
        }, uniquingKeysWith: { first, _ in first })
    }
    let masks = byStem(place.masks)
    let instances = place.instances.map(byStem) ?? [:]
    // Some writers end the stem of a mask in what it is.
    let endings = ["", "_mask", "_masks", "-mask", "_label", "_seg", "_L", "_gt"]
    var (pairs, used) = ([Pair](), Set<String>())
    for name in FileSystem.names(in: place.images) where PathText.isPicture(name) {
      let stem = PathText.withoutExtension(name)
      guard let mask = endings.lazy.compactMap({ masks[stem + $0] }).first else {
        collector.add(.error, path: place.images + "/" + name, "a picture without a mask")
        continue
      }
      used.insert(mask)
      let own = instances[stem]
      if own == nil, place.instances != nil {
        collector.add(.error, path: place.images + "/" + name, "a picture without instances")
        continue
      }
      pairs.append(
        Pair(split: place.split, image: place.images + "/" + name, mask: mask, instances: own))
    }
    for mask in masks.values.sorted() where !used.contains(mask) {
      collector.add(.warning, path: mask, "a mask without a picture")
    }
    return pairs
  }

  private static func encoding(
    _ table: MaskClasses?, _ masks: inout MaskSurvey, _ collector: inout AnnotationCollector
  ) -> MaskEncoding {
    if let colors = table?.colors, masks.contains(where: \.isColored) { return .colors(colors) }
    guard (table?.names.count ?? 2) == 2, masks.isBlackAndWhite() else { return .indices }
    collector.add(
      .note, path: ".", "masks of 0 and 255 alone: black is taken for class 0, white for class 1")
    return .binary
  }
}
