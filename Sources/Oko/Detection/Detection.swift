public import OkoImaging

/// Something found in a picture.
public struct Detection: Hashable, Sendable {
  /// Where it is, in pixels of the picture it was looked for in.
  public var box: Box
  /// Its class, an index into the names of the model.
  public var classIndex: Int
  /// How sure the model is, from 0 to 1.
  public var confidence: Float

  /// Makes a detection.
  public init(box: Box, classIndex: Int, confidence: Float) {
    self.box = box
    self.classIndex = classIndex
    self.confidence = confidence
  }
}
