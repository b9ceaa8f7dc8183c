public import OkoImaging
import OkoTensors

/// Pictures of any sizes to learn to draw: in folders of classes or loosely in one; the folder is never written to.
///
///     let pictures = try PictureCollection.checked(folder: "hands", skipsBad: false)
///     print(pictures.samples.count, pictures.classNames)
public struct PictureCollection: Sendable {
  /// The folder it was read from.
  public let folder: String
  /// The names of the classes; empty where pictures have none.
  public let classNames: [String]
  /// The pictures, in a fixed order; the class of those that have none is 0.
  public let samples: [ClassSample]
  /// Everything wrong or odd that was seen.
  public let issues: [DatasetIssue]
  /// Why pictures that are left out could not be read.
  public let failures: [ImageError]
  /// What was seen of the pictures.
  public let survey: Survey

  /// What was seen of the pictures.
  public struct Survey: Sendable, Hashable {
    /// The shorter sides, from small to large, in pixels.
    public var sides: [Int] = []
    /// The channels that keep everything that the pictures show.
    public var channels = Image.Channels.gray
  }

  /// Reads the pictures of one part of `folder` and decodes each, JPEGs at a fraction of their size.
  ///
  /// Class folders are parted as `ClassFolders` does it, so that a held-back fifth stays unseen in training; loose
  /// pictures all train, unless there are folders such as `train/` and `val/`.
  ///
  /// - Parameters:
  ///   - folder: A folder with pictures, with a folder for each class, or with `train/` before either.
  ///   - split: Which part is wanted.
  ///   - skipsBad: Whether pictures that cannot be read are left out; otherwise any refuses the whole set.
  /// - Returns: The pictures as far as they can be used.
  /// - Throws: `DatasetError` that lists everything wrong.
  public static func checked(
    folder: String, split: DatasetSplit = .train, skipsBad: Bool
  ) throws(DatasetError) -> Self {
    let root = PathText.normalized(folder)
    guard FileSystem.isFolder(root) else {
      throw DatasetError(.notFound, path: folder, message: "no such folder")
    }
    let (names, samples, issues) = try listed(root, split)
    let looks = Workers.shared.map(samples.count) { look(at: samples[$0].imagePath) }
    var survey = Survey()
    var (kept, failures) = ([ClassSample](), [ImageError]())
    for (sample, look) in zip(samples, looks) {
      switch look {
      case .success(let look):
        kept.append(sample)
        survey.sides.append(look.side)
        survey.channels = look.channels.joined(with: survey.channels)
      case .failure(let error):
        failures.append(error)
      }
    }
    let errors = failures.map {
      DatasetIssue(
        .error, path: PathText.relative($0.path ?? root, to: root), message: $0.reason)
    }
    guard skipsBad || errors.isEmpty else { throw .broken(errors, in: folder) }
    guard kept.count >= 2 else {
      throw DatasetError(
        .empty, path: folder,
        message: kept.isEmpty ? "no picture in it or its folders" : "one picture alone",
        issues: errors)
    }
    survey.sides.sort()
    return PictureCollection(
      folder: root, classNames: names, samples: kept, issues: issues + errors,
      failures: failures, survey: survey)
  }

  private static func listed(
    _ root: String, _ split: DatasetSplit
  ) throws(DatasetError) -> (names: [String], samples: [ClassSample], issues: [DatasetIssue]) {
    if let classes = try classFolders(root) {
      let samples = classes.samples(split)
      guard !samples.isEmpty else {
        throw .noPictures(in: split, of: root, splits: classes.splits)
      }
      return (classes.classNames, samples, classes.issues)
    }
    let names = DatasetLayout.splitFolders.first { $0.split == split }?.names ?? []
    let place = names.map { root + "/" + $0 }.first { FileSystem.isFolder($0) }
    guard place != nil || split == .train else {
      throw .noPictures(in: split, of: root, splits: [.train])
    }
    let folder = place ?? root
    let files = FileSystem.files(under: folder).filter(PathText.isPicture)
    return ([], files.map { ClassSample(imagePath: folder + "/" + $0, classIndex: 0) }, [])
  }

  /// The class folders in `root`; nil where there are not two, or only loose pictures in `train/` and `val/`.
  private static func classFolders(_ root: String) throws(DatasetError) -> ClassFolders? {
    let parts = Set(DatasetLayout.splitFolders.flatMap(\.names))
    do throws(DatasetError) {
      let classes = try ClassFolders.load(folder: root)
      return parts.isSuperset(of: classes.classNames) ? nil : classes
    } catch {
      guard error.code == .unknownFormat || error.code == .empty else { throw error }
      return nil
    }
  }

  private struct Look: Sendable {
    var side: Int
    var channels: Image.Channels
  }

  private static func look(at path: String) -> Result<Look, ImageError> {
    Result { () throws(ImageError) in
      // A JPEG is read at a fraction of its size; only a PNG can shine through, and is read whole.
      var options = DecodeOptions()
      options.targetSize = Size(width: 64, height: 64)
      let decoded = try ImageDecoder.decode(path: path, options: options)
      let (image, size) = (decoded.image, decoded.originalSize)
      return Look(
        side: min(size.width, size.height),
        channels: image.isOpaque ? image.channels.opaque : .rgba)
    }
  }

  /// Checks that `output`, which need not be there yet, does not lie among the pictures.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: samples.map(\.imagePath))
  }

  /// A number that changes with the name or class of any picture.
  public var fingerprint: UInt64 {
    var hash = StableHash()
    for name in classNames { hash.mix(text: name) }
    for sample in samples {
      hash.mix(text: "\(sample.classIndex) \(PathText.relative(sample.imagePath, to: folder))")
    }
    return hash.value
  }
}

extension Image {
  /// Whether nothing shines through.
  fileprivate var isOpaque: Bool {
    guard channels.hasAlpha else { return true }
    let step = channels.rawValue
    return switch samples {
    case .uint8(let samples):
      stride(from: step - 1, to: samples.count, by: step).allSatisfy { samples[$0] == 255 }
    case .uint16(let samples):
      stride(from: step - 1, to: samples.count, by: step).allSatisfy { samples[$0] == 65_535 }
    }
  }
}

extension Image.Channels {
  /// The same without alpha.
  fileprivate var opaque: Image.Channels { self == .gray || self == .grayAlpha ? .gray : .rgb }

  /// The channels that keep what either has.
  fileprivate func joined(with other: Image.Channels) -> Image.Channels {
    rawValue >= other.rawValue ? self : other
  }
}
