package import OkoImaging

/// The connected parts of a picture: pixels of one value, not 0, that hang together at their sides.
package enum ConnectedComponents {
  /// The number of each pixel's part, from 1 on in the order of their first pixels, 0 where `values` is 0; and
  /// how many there are.
  ///
  /// - Precondition: there is a value for each pixel.
  package static func labelled(
    _ values: [UInt8], size: Size
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
            if y > 0 { join(place - width) }
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
