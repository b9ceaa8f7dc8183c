public import OkoImaging

/// One detection as COCO's results files have it.
public struct COCOResult: Hashable, Sendable {
  /// The picture's number.
  public var imageID: Int
  /// The category's number; categories need not be contiguous.
  public var categoryID: Int
  /// Where it is, in pixels.
  public var box: Box
  /// How sure the detector is.
  public var score: Double

  /// Makes a result.
  public init(imageID: Int, categoryID: Int, box: Box, score: Double) {
    self.imageID = imageID
    self.categoryID = categoryID
    self.box = box
    self.score = score
  }
}

/// One marked object as COCO's annotation files have it.
public struct COCOTruth: Hashable, Sendable {
  /// The picture's number.
  public var imageID: Int
  /// The category's number.
  public var categoryID: Int
  /// Where it is, in pixels.
  public var box: Box
  /// The area of its outline in square pixels.
  public var area: Double
  /// Whether it is a crowd.
  public var isCrowd: Bool

  /// Makes a truth.
  public init(imageID: Int, categoryID: Int, box: Box, area: Double, isCrowd: Bool = false) {
    self.imageID = imageID
    self.categoryID = categoryID
    self.box = box
    self.area = area
    self.isCrowd = isCrowd
  }
}

extension DetectionEvaluation {
  /// Adds pictures in COCO's form; class `i` is the `i`th of `categories`.
  ///
  /// Pictures count in the order of their numbers. What belongs to other pictures or categories is left out, as
  /// in pycocotools.
  ///
  /// - Precondition: there are `classCount` categories, all different.
  public mutating func add(
    images: [Int], categories: [Int], truths: [COCOTruth], results: [COCOResult]
  ) {
    let classes = Dictionary(
      categories.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    precondition(
      classes.count == classCount && categories.count == classCount,
      "DetectionEvaluation: \(categories.count) categories for \(classCount) classes")
    let order = Set(images).sorted()
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    var marked = [[DetectionTruth]](repeating: [], count: order.count)
    for truth in truths {
      guard let place = places[truth.imageID], let index = classes[truth.categoryID] else {
        continue
      }
      marked[place].append(
        DetectionTruth(
          box: truth.box, classIndex: index, area: truth.area, isCrowd: truth.isCrowd))
    }
    var found = [[(box: Box, classIndex: Int, score: Double)]](repeating: [], count: order.count)
    for result in results {
      guard let place = places[result.imageID], let index = classes[result.categoryID] else {
        continue
      }
      found[place].append((result.box, index, result.score))
    }
    for place in order.indices {
      add(
        boxes: found[place].map(\.box), classes: found[place].map(\.classIndex),
        scores: found[place].map(\.score), truths: marked[place])
    }
  }
}
