public import OkoImaging

/// One thing marked on a picture.
public struct ObjectAnnotation: Hashable, Sendable {
  /// Where it is, in pixels of the upright picture; inside it and not empty.
  public var box: Box
  /// Its class, an index into the names of the dataset.
  public var classIndex: Int
  /// Whether the box holds a crowd of which the single members are not marked (COCO's `iscrowd`).
  public var isCrowd: Bool
  /// Whether it is too hard to ask of a detector (Pascal VOC's `difficult`).
  public var isDifficult: Bool
  /// Its outlines as x, y, x, y, … in pixels, where the dataset has any.
  public var polygons: [[Double]]?
  /// Its pixels as COCO's run lengths, column by column, beginning with those outside; where it has no polygons.
  public var runs: [Int]?

  /// Makes an annotation of class `classIndex` in `box`.
  public init(
    box: Box, classIndex: Int, isCrowd: Bool = false, isDifficult: Bool = false,
    polygons: [[Double]]? = nil, runs: [Int]? = nil
  ) {
    self.box = box
    self.classIndex = classIndex
    self.isCrowd = isCrowd
    self.isDifficult = isDifficult
    self.polygons = polygons
    self.runs = runs
  }
}

/// A picture and what is marked on it.
public struct DetectionSample: Hashable, Sendable {
  /// Where the picture is.
  public let imagePath: String
  /// Its size when upright, from the labels or, where they have none, from the picture's header.
  public let size: Size
  /// What is marked; none makes it a background picture.
  public let objects: [ObjectAnnotation]

  /// Makes a sample of the picture at `imagePath`.
  public init(imagePath: String, size: Size, objects: [ObjectAnnotation]) {
    self.imagePath = imagePath
    self.size = size
    self.objects = objects
  }
}
