public import OkoImaging

/// What a detector is to find in one picture, in pixels of the network's input.
public struct DetectionTargets: Hashable, Sendable {
  /// Where the objects are.
  public var boxes: [Box]
  /// The class of each box.
  public var classes: [Int]
  /// Places (crowds, difficult objects) where finding something is neither right nor wrong.
  public var ignored: [Box]

  /// Makes the targets of one picture.
  ///
  /// - Precondition: there are as many classes as boxes.
  public init(boxes: [Box] = [], classes: [Int] = [], ignored: [Box] = []) {
    precondition(
      boxes.count == classes.count,
      "DetectionTargets: \(classes.count) classes for \(boxes.count) boxes")
    self.boxes = boxes
    self.classes = classes
    self.ignored = ignored
  }
}
