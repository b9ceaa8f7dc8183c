public import OkoImaging

/// The class of every pixel of a picture: one byte each, row by row.
public struct LabelMap: Hashable, Sendable {
  /// The label of pixels of which nothing is known; they are neither learnt nor scored.
  public static let ignored: UInt8 = 255

  /// The size in pixels.
  public let size: Size
  /// The class of every pixel, or ``ignored``; `width · height` of them.
  public var labels: [UInt8]

  /// Makes a map of `labels`.
  ///
  /// - Precondition: there is a label for each pixel.
  public init(size: Size, labels: [UInt8]) {
    precondition(
      labels.count == size.width * size.height,
      "LabelMap: \(labels.count) labels, \(size.width)×\(size.height) expected")
    (self.size, self.labels) = (size, labels)
  }

  /// Makes a map that is `label` everywhere.
  public init(size: Size, filledWith label: UInt8) {
    self.init(size: size, labels: [UInt8](repeating: label, count: size.width * size.height))
  }
}
