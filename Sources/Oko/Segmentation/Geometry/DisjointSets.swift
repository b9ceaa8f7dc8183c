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
