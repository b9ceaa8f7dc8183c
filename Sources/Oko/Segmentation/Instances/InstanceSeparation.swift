import OkoImaging

/// Tells the single things of a picture apart.
///
/// A network that learnt edges and depths marks the middle of every thing; from there a watershed floods the
/// foreground. Without them the parts of each class are split at their waists. Class 0 is background.
public struct InstanceSeparation: Hashable, Sendable {
  /// The depth, 0…255 for 0…1, from which on a pixel marks the middle of a thing.
  public var seedDepth: UInt8 = 128
  /// The edge, 0…255 for 0…1, below which it may.
  public var seedEdge: UInt8 = 128
  /// Marks of fewer pixels are none.
  public var leastSeedPixels = 3
  /// Things of fewer pixels are left out.
  public var leastPixels = 8

  /// Makes the default separation.
  public init() {}

  /// The things among `labels`, numbered from 1 on in the order of their first pixels.
  ///
  /// Foreground without a mark is one thing for each connected part.
  ///
  /// - Precondition: there are an edge and a depth, 0…255 for 0…1, for each pixel.
  public func instances(labels: LabelMap, edges: [UInt8], depths: [UInt8]) -> InstanceMap {
    let count = labels.labels.count
    precondition(
      edges.count == count && depths.count == count,
      "InstanceSeparation: \(edges.count) edges and \(depths.count) depths for \(count) pixels")
    let size = labels.size
    var foreground = labels.labels
    for place in foreground.indices where foreground[place] == LabelMap.ignored {
      foreground[place] = 0
    }
    var marks = [UInt8](repeating: 0, count: count)
    for place in 0..<count
    where foreground[place] != 0 && depths[place] >= seedDepth && edges[place] < seedEdge {
      marks[place] = 1
    }
    var (ids, seeds) = ConnectedComponents.labelled(marks, size: size, .four)
    Self.keep(&ids, count: seeds, ofAtLeast: leastSeedPixels)
    Watershed.flood(&ids, inside: foreground, heights: depths, size: size)
    for place in 0..<count { marks[place] = foreground[place] != 0 && ids[place] == 0 ? 1 : 0 }
    let rest = ConnectedComponents.labelled(marks, size: size, .eight)
    for place in 0..<count where rest.ids[place] != 0 {
      ids[place] = UInt32(seeds) + rest.ids[place]
    }
    Self.keep(&ids, count: seeds + rest.count, ofAtLeast: leastPixels)
    return InstanceMap(size: size, ids: ids)
  }

  /// The things among `labels` by their shape alone: parts of each class, split where they are narrow.
  public func instances(labels: LabelMap) -> InstanceMap {
    let foreground = labels.labels.map { $0 == LabelMap.ignored ? 0 : $0 }
    var ids = DistancePeaks().separated(foreground, size: labels.size)
    Self.keep(&ids, count: Int(ids.max() ?? 0), ofAtLeast: leastPixels)
    return InstanceMap(size: labels.size, ids: ids)
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
