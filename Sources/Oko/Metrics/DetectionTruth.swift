public import OkoImaging

/// One thing that is to be found in a picture, as an evaluation sees it.
public struct DetectionTruth: Hashable, Sendable {
  /// Where it is, in pixels.
  public var box: Box
  /// Its class.
  public var classIndex: Int
  /// Its area in square pixels, by which it is small, medium or large; often that of its outline.
  public var area: Double
  /// Whether it is a crowd, which any number of detections may match; a crowd is always ignored.
  public var isCrowd: Bool
  /// Whether finding it is neither right nor wrong.
  public var isIgnored: Bool

  /// Makes a truth; without an area, that of the box.
  public init(
    box: Box, classIndex: Int, area: Double? = nil, isCrowd: Bool = false, isIgnored: Bool = false
  ) {
    self.box = box
    self.classIndex = classIndex
    self.area = area ?? box.area
    self.isCrowd = isCrowd
    self.isIgnored = isIgnored || isCrowd
  }

  /// Makes a truth of what is marked in a dataset: crowds and difficult objects are ignored.
  public init(_ object: ObjectAnnotation) {
    let outlines = object.polygons?.map(Self.area(of:)) ?? []
    self.init(
      box: object.box, classIndex: object.classIndex,
      area: outlines.isEmpty ? nil : outlines.reduce(0, +), isCrowd: object.isCrowd,
      isIgnored: object.isDifficult)
  }

  /// The area inside an outline of x, y, x, y and so on.
  private static func area(of outline: [Double]) -> Double {
    let count = outline.count / 2
    var twice = 0.0
    for index in 0..<count {
      let next = (index + 1) % count
      twice +=
        outline[2 * index] * outline[2 * next + 1] - outline[2 * next] * outline[2 * index + 1]
    }
    return abs(twice) / 2
  }
}
