import OkoImaging

/// Tells the single things of a picture apart.
///
/// A network that learnt edges and depths draws a landscape in which every thing is a hill; without them the
/// distance to the rim is taken for the height. A watershed then parts the foreground. Class 0 is background.
public struct InstanceSeparation: Hashable, Sendable {
  /// How far a hill of the network's must stand out above the pass to a higher one, from 0 to 1.
  ///
  /// These two numbers were chosen on training pictures.
  public var leastProminence: Float = 0.1
  /// And as a share of its height.
  public var prominenceShare: Float = 0.3
  /// Things of fewer pixels are left out.
  public var leastPixels = 8

  /// Steps of the distance to the rim in a pixel.
  private static let stepsOfPixel: Float = 4

  /// Makes the default separation.
  public init() {}

  /// The things among `labels`, numbered from 1 on in the order of their first pixels.
  ///
  /// The height of a pixel is its depth times what its edge leaves of 1.
  ///
  /// - Precondition: there are an edge and a depth, 0…255 for 0…1, for each pixel.
  public func instances(labels: LabelMap, edges: [UInt8], depths: [UInt8]) -> InstanceMap {
    let count = labels.labels.count
    precondition(
      edges.count == count && depths.count == count,
      "InstanceSeparation: \(edges.count) edges and \(depths.count) depths for \(count) pixels")
    let heights = zip(edges, depths).map { edge, depth in UInt16(depth) * UInt16(255 - edge) }
    let watershed = Watershed(
      leastProminence: leastProminence, prominenceShare: prominenceShare, unit: 255 * 255)
    return instances(labels, heights, watershed)
  }

  /// The things among `labels` by their shape alone: parts of each class, split where they are narrow.
  public func instances(labels: LabelMap) -> InstanceMap {
    let watershed = Watershed(leastProminence: 1, prominenceShare: 0.25, unit: Self.stepsOfPixel)
    return instances(labels, Self.distances(Self.foreground(labels), labels.size), watershed)
  }

  private func instances(
    _ labels: LabelMap, _ heights: [UInt16], _ watershed: Watershed
  ) -> InstanceMap {
    var ids = watershed.separated(
      Self.foreground(labels), heights: heights, size: labels.size)
    Self.keep(&ids, count: Int(ids.max() ?? 0), ofAtLeast: leastPixels)
    return InstanceMap(size: labels.size, ids: ids)
  }

  private static func foreground(_ labels: LabelMap) -> [UInt8] {
    labels.labels.map { $0 == LabelMap.ignored ? 0 : $0 }
  }

  /// How far each pixel is from another class, in quarters of a pixel; 0 on background.
  private static func distances(_ labels: [UInt8], _ size: Size) -> [UInt16] {
    let (width, height) = (size.width, size.height)
    let rims = labels.indices.map { place -> UInt8 in
      let (label, x) = (labels[place], place % width)
      let isRim =
        label == 0 || x > 0 && labels[place - 1] != label
        || x + 1 < width && labels[place + 1] != label
        || place >= width && labels[place - width] != label
        || place + width < width * height && labels[place + width] != label
      return isRim ? 1 : 0
    }
    let distances = DistanceTransform.distances(to: rims, size: size)
    return zip(distances, labels).map { distance, label in
      label == 0 ? 0 : UInt16(min((distance + 1) * stepsOfPixel, 65535))
    }
  }

  /// Leaves out numbers up to `count` with fewer pixels, and numbers the others anew in the order of their first.
  private static func keep(_ ids: inout [UInt32], count: Int, ofAtLeast least: Int) {
    var areas = [Int](repeating: 0, count: count + 1)
    for id in ids { areas[Int(id)] += 1 }
    var numbers = [UInt32](repeating: 0, count: count + 1)
    var next: UInt32 = 0
    for place in ids.indices {
      let id = Int(ids[place])
      guard id != 0 else { continue }
      if numbers[id] == 0, areas[id] >= least {
        next += 1
        numbers[id] = next
      }
      ids[place] = numbers[id]
    }
  }
}
