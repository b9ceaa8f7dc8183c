/// What a detector reports.
public struct DetectionOptions: Hashable, Sendable {
  /// What a detection's confidence must exceed, from 0 to 1.
  public var confidence: Float
  /// Of two boxes of one class that overlap by more than this, the surer one stays; from 0 to 1.
  public var iou: Float
  /// The largest number of detections to a picture.
  public var maximumDetections: Int
  /// The classes to report; nil for all.
  public var classes: Set<Int>?
  /// The side of the network's input in pixels; nil for the one that the model was trained at.
  public var imageSize: Int?

  /// What logits are divided by, 0 or more; nil for the model's own temperature.
  public var temperature: Float?

  /// Makes options.
  public init(
    confidence: Float = 0.25, iou: Float = 0.7, maximumDetections: Int = 300,
    classes: Set<Int>? = nil, imageSize: Int? = nil, temperature: Float? = nil
  ) {
    self.confidence = confidence
    self.iou = iou
    self.maximumDetections = maximumDetections
    self.classes = classes
    self.imageSize = imageSize
    self.temperature = temperature
  }
}
