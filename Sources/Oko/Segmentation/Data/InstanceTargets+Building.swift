public import OkoImaging

extension InstanceTargets {
  /// The instance number of pixels of which nothing is known: no edge is drawn beside them.
  public static let unknown = UInt32.max

  /// Edges and depths of the instances of a picture: 0 is background, ``unknown`` outside.
  ///
  /// A pixel of a thing is an edge where one of its eight neighbours is another's or background. The depth is
  /// the distance to the thing's nearest edge pixel plus 1, divided by the greatest of the thing; where a
  /// thing has no edge, because the picture shows its inside alone, 1.
  ///
  /// - Precondition: there is a number for each pixel.
  public init(_ instances: [UInt32], size: Size) {
    precondition(
      instances.count == size.width * size.height,
      "InstanceTargets: \(instances.count) ids, \(size.width)×\(size.height) expected")
    let edges = Self.edges(instances, size)
    self.init(edges: edges, depths: Self.depths(instances, edges, size))
  }

  private static func edges(_ instances: [UInt32], _ size: Size) -> [UInt8] {
    let (width, height) = (size.width, size.height)
    return [UInt8](unsafeUninitializedCapacity: width * height) { edges, count in
      count = width * height
      instances.withUnsafeBufferPointer { ids in
        guard let ids = ids.baseAddress, let edges = edges.baseAddress else { return }
        for y in 0..<height {
          let rows = (
            ids + max(y - 1, 0) * width, ids + y * width, ids + min(y + 1, height - 1) * width
          )
          let target = edges + y * width
          target[0] = edge(rows, 0, left: 0, right: min(1, width - 1))
          guard width > 1 else { continue }
          for x in 1..<(width - 1) { target[x] = edge(rows, x, left: x - 1, right: x + 1) }
          target[width - 1] = edge(rows, width - 1, left: width - 2, right: width - 1)
        }
      }
    }
  }

  @inline(__always)
  private static func edge(
    _ rows: (UnsafePointer<UInt32>, UnsafePointer<UInt32>, UnsafePointer<UInt32>), _ x: Int,
    left: Int, right: Int
  ) -> UInt8 {
    let id = rows.1[x]
    func differs(_ other: UInt32) -> UInt32 { (other != id ? 1 : 0) & (other != unknown ? 1 : 0) }
    let above = differs(rows.0[left]) | differs(rows.0[x]) | differs(rows.0[right])
    let beside = differs(rows.1[left]) | differs(rows.1[right])
    let below = differs(rows.2[left]) | differs(rows.2[x]) | differs(rows.2[right])
    let isThing: UInt32 = (id != 0 ? 1 : 0) & (id != unknown ? 1 : 0)
    return (above | beside | below) & isThing != 0 ? 255 : 0
  }

  private static func depths(_ instances: [UInt32], _ edges: [UInt8], _ size: Size) -> [UInt8] {
    // Background stops nothing that an edge has not stopped before, and shortens the way.
    let sources = zip(instances, edges).map { $0 == 0 ? 255 : $1 }
    let distances = DistanceTransform.distances(to: sources, size: size)
    let numbers = InstanceNumbers(instances)
    var greatest = [Float](repeating: 0, count: numbers.count)
    return [UInt8](unsafeUninitializedCapacity: instances.count) { depths, count in
      count = instances.count
      for place in 0..<count {
        let number = Int(numbers.ofPixel[place])
        guard number > 0 else { continue }
        greatest[number] = max(greatest[number], distances[place] + 1)
      }
      for place in 0..<count {
        let number = Int(numbers.ofPixel[place])
        guard number > 0 else {
          depths[place] = 0
          continue
        }
        let most = greatest[number]
        depths[place] = most < .infinity ? UInt8((distances[place] + 1) / most * 255 + 0.5) : 255
      }
    }
  }
}

/// The instances of a picture numbered from 1 without gaps; 0 for background and unknown.
private struct InstanceNumbers {
  var ofPixel: [UInt32]
  /// One more than the largest number.
  var count = 1

  init(_ ids: [UInt32]) {
    ofPixel = [UInt32](repeating: 0, count: ids.count)
    var numbers: [UInt32: UInt32] = [0: 0, InstanceTargets.unknown: 0]
    // Pixels of one thing follow each other, so that the table is asked rarely.
    var (last, number) = (UInt32(0), UInt32(0))
    for place in ids.indices {
      let id = ids[place]
      if id != last {
        last = id
        if let known = numbers[id] {
          number = known
        } else {
          number = UInt32(count)
          numbers[id] = number
          count += 1
        }
      }
      ofPixel[place] = number
    }
  }
}
