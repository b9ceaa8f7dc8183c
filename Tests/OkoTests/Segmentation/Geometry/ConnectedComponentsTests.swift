import Oko
import OkoImaging
import Testing

@Suite struct ConnectedComponentsTests {
  /// Floods from every pixel in turn.
  private func reference(
    _ values: [UInt8], _ size: Size
  ) -> (ids: [UInt32], count: Int) {
    var ids = [UInt32](repeating: 0, count: values.count)
    var count = 0
    for start in values.indices where values[start] != 0 && ids[start] == 0 {
      count += 1
      var rest = [start]
      ids[start] = UInt32(count)
      while let place = rest.popLast() {
        for dy in -1...1 {
          for dx in -1...1 where dx == 0 || dy == 0 {
            let (x, y) = (place % size.width + dx, place / size.width + dy)
            guard x >= 0, y >= 0, x < size.width, y < size.height else { continue }
            let next = y * size.width + x
            guard ids[next] == 0, values[next] == values[start] else { continue }
            ids[next] = UInt32(count)
            rest.append(next)
          }
        }
      }
    }
    return (ids, count)
  }

  @Test func theyAreThoseOfAFlood() {
    var random = RandomSource(seed: 4)
    for size in [
      Size(width: 1, height: 1), Size(width: 17, height: 1), Size(width: 40, height: 31),
    ] {
      for classes in [2, 3, 5] {
        let values = (0..<(size.width * size.height)).map { _ in
          UInt8(random.index(below: classes))
        }
        let found = ConnectedComponents.labelled(values, size: size)
        let expected = reference(values, size)
        #expect(found.ids == expected.ids)
        #expect(found.count == expected.count)
      }
    }
  }
}
