public import OkoImaging

/// Which single thing every pixel of a picture belongs to: 0 for none, else a number of its own, row by row.
public struct InstanceMap: Hashable, Sendable {
  /// The size in pixels.
  public let size: Size
  /// The number of the instance at every pixel, 0 for none; `width · height` of them.
  public var ids: [UInt32]

  /// Makes a map of `ids`.
  ///
  /// - Precondition: there is an id for each pixel.
  public init(size: Size, ids: [UInt32]) {
    precondition(
      ids.count == size.width * size.height,
      "InstanceMap: \(ids.count) ids, \(size.width)×\(size.height) expected")
    (self.size, self.ids) = (size, ids)
  }
}
