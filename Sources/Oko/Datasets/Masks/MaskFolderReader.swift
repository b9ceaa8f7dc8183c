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
    let looks = Workers.shared.map(pairs.count) { look(at: pairs[$0]) }
    let encoding = encoding(table, looks, root, &collector)
    let names =
      table?.names
      ?? MaskClasses.inferred(
        looks.flatMap(\.labels), isBinary: encoding == .binary, root, &collector)
    return content(pairs, looks, encoding, names, &collector)
  }

  /// The samples of `pairs`, those left out whose pictures cannot be read.
  static func content(
    _ pairs: [Pair], _ looks: [Look], _ encoding: MaskEncoding, _ classNames: [String],
    _ collector: inout AnnotationCollector
  ) -> SegmentationContent {
    var content = SegmentationContent(classNames: classNames)
    for (pair, look) in zip(pairs, looks) {
      guard let size = look.size else {
        collector.add(.error, path: pair.image, look.problem ?? "the picture cannot be read")
        continue
      }
      content.samples[pair.split, default: []].append(
        SegmentationSample(
          imagePath: pair.image, size: size, labels: .mask(path: pair.mask, encoding: encoding),
          instancesPath: pair.instances))
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

  /// What one mask shows.
  struct Look: Sendable {
    var size: Size?
    var problem: String?
    /// The values that occur in a gray mask, or the indices in one with a palette.
    var labels: Set<UInt8> = []
    /// Whether colours may stand for the classes.
    var isColored = false
  }

  /// Looks at the size of the picture and the values of the mask; what is wrong with the mask is for later.
  static func look(at pair: Pair) -> Look {
    var look = Look()
    do throws(ImageError) {
      look.size = try ImageDecoder.size(path: pair.image)
    } catch {
      look.problem = error.reason
    }
    var options = DecodeOptions()
    options.keepsPaletteIndices = true
    guard let decoded = try? ImageDecoder.decode(path: pair.mask, options: options) else {
      return look
    }
    look.isColored = decoded.isIndexed
    let mask = decoded.image
    switch (mask.samples, mask.channels) {
    case (.uint8(let samples), .gray): look.labels = values(of: samples)
    case (_, .gray), (_, .grayAlpha): break
    default: look.isColored = true
    }
    return look
  }

  private static func values(of samples: [UInt8]) -> Set<UInt8> {
    var seen = [Bool](repeating: false, count: 256)
    samples.withUnsafeBufferPointer { samples in for sample in samples { seen[Int(sample)] = true }
    }
    return Set((0...255).filter { seen[$0] }.map { UInt8($0) })
  }

  private static func encoding(
    _ table: MaskClasses?, _ looks: [Look], _ root: String, _ collector: inout AnnotationCollector
  ) -> MaskEncoding {
    if let colors = table?.colors, looks.contains(where: \.isColored) { return .colors(colors) }
    let values = looks.reduce(into: Set<UInt8>()) { $0.formUnion($1.labels) }
    guard values == [0, 255], (table?.names.count ?? 2) == 2 else { return .indices }
    collector.add(
      .note, path: ".", "masks of 0 and 255 alone: black is taken for class 0, white for class 1")
    return .binary
  }
}
