public import OkoImaging
import OkoTensors

/// The kinds of labelled pictures that can be drawn.
public enum SyntheticKind: String, Hashable, Sendable, CaseIterable {
  /// Blood smears.
  case cells
  /// Stained nuclei of cells under a fluorescence microscope.
  case nuclei
  /// Circles, squares and triangles.
  case shapes
  /// Streets with vehicles and people.
  case street

  /// What draws the pictures; without a size, in the one that suits the kind.
  public func source(size: Size? = nil, seed: UInt64 = 0) -> any SyntheticSource {
    switch self {
    case .cells: SyntheticCells(size: size ?? Size(width: 640, height: 480), seed: seed)
    case .nuclei: SyntheticNuclei(size: size ?? Size(width: 320, height: 320), seed: seed)
    case .shapes: SyntheticShapes(size: size ?? Size(width: 320, height: 320), seed: seed)
    case .street: SyntheticStreet(size: size ?? Size(width: 640, height: 480), seed: seed)
    }
  }
}

/// Writes drawn pictures as a YOLO dataset with masks of classes and of single things.
public enum SyntheticDataset {
  /// Draws `count` pictures into `folder`, which must be new or empty.
  ///
  /// Every fifth goes to `val`. The folder gets `data.yaml`, `images/`, `labels/`, `masks/` (class ids, 0 for
  /// the background), `instances/` (16 bits; a number from 1 on for each thing, 0 elsewhere) and `classes.txt`
  /// with the names of the class ids. The same arguments write the same bytes, and a larger `count` only adds
  /// pictures. Pictures are of `format`, masks and instances always PNG. `progress` is told after each group of
  /// pictures how many are done.
  public static func write(
    _ source: any SyntheticSource, count: Int, to folder: String, format: ImageFormat = .png,
    progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) {
    try FileSystem.makeNewDataset(
      folder, count: count,
      folders: ["images", "labels", "masks", "instances"].flatMap { ["\($0)/train", "\($0)/val"] })
    let names = source.classNames.enumerated().map { "  \($0): \($1)\n" }.joined()
    try FileSystem.write(
      "path: .\ntrain: images/train\nval: images/val\nnames:\n\(names)", to: folder + "/data.yaml")
    try FileSystem.write(
      (["background"] + source.classNames).map { $0 + "\n" }.joined(), to: folder + "/classes.txt")
    var done = 0
    while done < count {
      let group = min(32, count - done)
      let first = done
      let failures = Workers.shared.map(group) { offset -> DatasetError? in
        do throws(DatasetError) {
          try write(
            source.picture(first + offset), number: first + offset, format: format, to: folder)
          return nil
        } catch {
          return error
        }
      }
      if let failure = failures.lazy.compactMap({ $0 }).first { throw failure }
      done += group
      progress(done)
    }
  }

  private static func write(
    _ picture: SyntheticPicture, number: Int, format: ImageFormat, to folder: String
  ) throws(DatasetError) {
    let stem = number.padded(to: 5)
    let name = (number % 5 == 4 ? "val/" : "train/") + stem
    let pictures = "\(folder)/images/\(name)"
    let masks = "\(folder)/masks/\(name)"
    let instances = "\(folder)/instances/\(name)"
    let file = try encoded(picture.image, format, path: pictures)
    try FileSystem.write(file, to: pictures + (format == .png ? ".png" : ".jpg"))
    try FileSystem.write(encoded(picture.mask, .png, path: masks), to: masks + ".png")
    try FileSystem.write(
      encoded(picture.instances, .png, path: instances), to: instances + ".png")
    try FileSystem.write(
      rows(picture.objects, in: picture.image.size), to: "\(folder)/labels/\(name).txt")
  }

  private static func encoded(
    _ image: Image, _ format: ImageFormat, path: String
  ) throws(DatasetError) -> [UInt8] {
    do throws(ImageError) {
      switch format {
      case .png: return try PNGEncoder.encode(image)
      case .jpeg: return try JPEGEncoder.encode(image)
      }
    } catch {
      throw DatasetError(.unwritable, path: path, message: error.message)
    }
  }

  /// The rows of a YOLO label file, six decimals each.
  static func rows(_ objects: [ObjectAnnotation], in size: Size) -> String {
    let (width, height) = (Double(size.width), Double(size.height))
    return objects.map { object in
      let box = object.box
      let numbers = [
        (box.x + box.width / 2) / width, (box.y + box.height / 2) / height, box.width / width,
        box.height / height,
      ]
      return "\(object.classIndex) " + numbers.map(sixDecimals).joined(separator: " ") + "\n"
    }.joined()
  }

  static func sixDecimals(_ value: Double) -> String {
    let scaled = Int((min(max(value, 0), 1) * 1_000_000).rounded())
    let digits = String(scaled % 1_000_000)
    return "\(scaled / 1_000_000)." + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
