package import OkoImaging

/// The connected parts of a picture: pixels of one value, not 0, that hang together.
package enum ConnectedComponents {
  /// Which pixels are neighbours.
  package enum Neighborhood: Sendable {
    /// Those at the sides.
    case four
    /// Those at the corners, too.
    case eight
  }

  /// The number of each pixel's part, from 1 on in the order of their first pixels, 0 where `values` is 0; and
  /// how many there are.
  ///
  /// - Precondition: there is a value for each pixel.
  package static func labelled(
    _ values: [UInt8], size: Size, _ neighborhood: Neighborhood
  ) -> (ids: [UInt32], count: Int) {
    let (width, height) = (size.width, size.height)
    precondition(
      values.count == width * height,
      "ConnectedComponents: \(values.count) values, \(width)×\(height) expected")
    var ids = [UInt32](repeating: 0, count: values.count)
    var sets = DisjointSets()
    ids.withUnsafeMutableBufferPointer { ids in
      values.withUnsafeBufferPointer { values in
        for y in 0..<height {
          for x in 0..<width {
            let place = y * width + x
            let value = values[place]
            guard value != 0 else { continue }
            var id: UInt32 = 0
            func join(_ neighbor: Int) {
              guard values[neighbor] == value else { return }
              id = id == 0 ? sets.root(ids[neighbor]) : sets.union(id, ids[neighbor])
            }
            if x > 0 { join(place - 1) }
            if y > 0 {
              join(place - width)
              if neighborhood == .eight {
                if x > 0 { join(place - width - 1) }
                if x + 1 < width { join(place - width + 1) }
              }
            }
            ids[place] = id == 0 ? sets.add() : id
          }
        }
      }
      let numbers = sets.numbers()
      for place in ids.indices where ids[place] != 0 { ids[place] = numbers[Int(ids[place])] }
    }
    return (ids, sets.rootCount)
  }
}

/// Numbers from 1 on that are found to mean the same thing; of a set the least stands for all.
struct DisjointSets {
  private var parents: [UInt32] = [0]

  mutating func add() -> UInt32 {
    let id = UInt32(parents.count)
    parents.append(id)
    return id
  }

  mutating func root(_ id: UInt32) -> UInt32 {
    var id = id
    while parents[Int(id)] != id {
      parents[Int(id)] = parents[Int(parents[Int(id)])]
      id = parents[Int(id)]
    }
    return id
  }

  /// Joins two sets and gives the number of the whole.
  @discardableResult
  mutating func union(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let (one, other) = (root(first), root(second))
    let least = min(one, other)
    parents[Int(max(one, other))] = least
    return least
  }

  /// How many sets there are.
  var rootCount: Int { parents.indices.dropFirst().count { parents[$0] == UInt32($0) } }

  /// For every number that of its set, counted from 1 without gaps.
  mutating func numbers() -> [UInt32] {
    var numbers = [UInt32](repeating: 0, count: parents.count)
    var next: UInt32 = 0
    for id in parents.indices.dropFirst() {
      let root = root(UInt32(id))
      if root == UInt32(id) {
        next += 1
        numbers[id] = next
      } else {
        numbers[id] = numbers[Int(root)]
      }
    }
    return numbers
  }
}
