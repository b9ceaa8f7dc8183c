public import OkoImaging

/// A picture and where its labels are.
public struct SegmentationSample: Hashable, Sendable {
  /// Where the picture is.
  public let imagePath: String
  /// Its size when upright.
  public let size: Size
  /// What says which class each pixel has.
  public let labels: LabelSource
  /// The picture of instance numbers that goes with it, where there is one (8- or 16-bit gray, 0 for none).
  public let instancesPath: String?

  /// Makes a sample of the picture at `imagePath`.
  public init(imagePath: String, size: Size, labels: LabelSource, instancesPath: String? = nil) {
    (self.imagePath, self.size) = (imagePath, size)
    (self.labels, self.instancesPath) = (labels, instancesPath)
  }
}

/// What says which class each pixel of a picture has.
public enum LabelSource: Hashable, Sendable {
  /// A picture of the same size, read as `encoding` says.
  case mask(path: String, encoding: MaskEncoding)
  /// Outlines and run lengths; pixels of none are background, class 0.
  case objects([SegmentedObject])
}

/// How the pixels of a mask stand for classes.
public enum MaskEncoding: Hashable, Sendable {
  /// The sample of a gray picture, or the index of one with a palette, is the class; 255 is ignored.
  case indices
  /// 0 is class 0 and anything else class 1, as editors of pictures write black and white.
  case binary
  /// An RGB picture whose colours stand for classes; colours that are not here are an error, `ignored` ones 255.
  case colors([MaskColor: UInt8])
}

/// A colour of an RGB mask.
public struct MaskColor: Hashable, Sendable {
  /// From 0 to 255.
  public var red, green, blue: UInt8

  /// Makes a colour.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }
}

/// One thing on a picture with its outline.
public struct SegmentedObject: Hashable, Sendable {
  /// Its class; 0 is background, so that things begin with 1.
  public var classIndex: Int
  /// Where it is.
  public var region: Region
  /// Whether it is a crowd whose members are not marked (COCO's `iscrowd`): its pixels are ignored.
  public var isCrowd: Bool

  /// The pixels of a thing.
  public enum Region: Hashable, Sendable {
    /// Outlines as x, y, x, y, … in pixels; the pixels inside any of them.
    case polygons([[Double]])
    /// COCO's run lengths, column by column, beginning with those outside.
    case runs([Int], size: Size)
  }

  /// Makes an object of class `classIndex`.
  public init(classIndex: Int, region: Region, isCrowd: Bool = false) {
    (self.classIndex, self.region, self.isCrowd) = (classIndex, region, isCrowd)
  }
}
