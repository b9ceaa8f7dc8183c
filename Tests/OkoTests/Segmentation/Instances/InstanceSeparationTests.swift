import Oko
import OkoImaging
import Testing

@Suite struct InstanceSeparationTests {
  private static let size = Size(width: 96, height: 64)

  /// Discs, later ones over earlier ones.
  private static func discs(_ discs: [(x: Int, y: Int, radius: Int)]) -> [UInt32] {
    (0..<(size.width * size.height)).map { place in
      let (x, y) = (place % size.width, place / size.width)
      let last = discs.lastIndex { disc in
        (x - disc.x) * (x - disc.x) + (y - disc.y) * (y - disc.y) <= disc.radius * disc.radius
      }
      return last.map { UInt32($0 + 1) } ?? 0
    }
  }

  private static let things = discs([
    (20, 20, 14), (44, 22, 12), (70, 40, 9), (84, 40, 7), (10, 55, 6),
  ])

  private static func labels(_ things: [UInt32]) -> LabelMap {
    LabelMap(size: size, labels: things.map { $0 == 0 ? 0 : 1 })
  }

  /// Of every thing the overlap with the one found that covers most of it, over their union.
  private func overlaps(_ found: [UInt32], with things: [UInt32]) -> [Double] {
    var areas: [UInt32: Int] = [:]
    var shared: [[UInt32]: Int] = [:]
    for (one, other) in zip(found, things) {
      areas[one, default: 0] += 1
      shared[[other, one], default: 0] += 1
    }
    return Set(things).subtracting([0]).map { thing in
      let area = things.count { $0 == thing }
      return shared.filter { $0.key[0] == thing && $0.key[1] != 0 }.map { key, count in
        Double(count) / Double(area + areas[key[1], default: 0] - count)
      }.max() ?? 0
    }
  }

  @Test func whatTheNetworkLearnsGivesTheThingsBack() {
    let targets = InstanceTargets(Self.things, size: Self.size)
    let map = InstanceSeparation().instances(
      labels: Self.labels(Self.things), edges: targets.edges, depths: targets.depths)
    #expect(map.ids.max() == 5)
    #expect(overlaps(map.ids, with: Self.things).allSatisfy { $0 > 0.97 })
    #expect(map.ids.count { $0 == 0 } == Self.things.count { $0 == 0 })
  }

  @Test func withoutEdgesAndDepthsThingsAreSplitAtTheirWaists() {
    let map = InstanceSeparation().instances(labels: Self.labels(Self.things))
    #expect(map.ids.max() == 5)
    #expect(overlaps(map.ids, with: Self.things).allSatisfy { $0 > 0.8 })
    #expect(map.ids.count { $0 == 0 } == Self.things.count { $0 == 0 })
  }

  @Test func thingsOnALandscapeWithoutHillsAreTheConnectedParts() {
    let things = Self.discs([(20, 20, 14), (70, 40, 9)])
    let none = [UInt8](repeating: 0, count: things.count)
    let map = InstanceSeparation().instances(
      labels: Self.labels(things), edges: none, depths: none)
    let isSame = map.ids == things
    #expect(isSame)
  }

  @Test func tinyThingsAreLeftOutAndNumbersHaveNoGaps() {
    var labels = Self.labels(Self.discs([(20, 20, 14), (70, 40, 9)]))
    for place in 0..<7 { labels.labels[place] = 1 }
    let none = [UInt8](repeating: 0, count: labels.labels.count)
    for map in [
      InstanceSeparation().instances(labels: labels, edges: none, depths: none),
      InstanceSeparation().instances(labels: labels),
    ] {
      #expect(map.ids[..<7].allSatisfy { $0 == 0 })
      #expect(Set(map.ids) == [0, 1, 2])
    }
  }

  @Test func classesAreNeverJoinedAndIgnoredPixelsAreNone() {
    var labels = LabelMap(size: Size(width: 12, height: 4), filledWith: 1)
    for place in labels.labels.indices where place % 12 >= 6 { labels.labels[place] = 2 }
    for place in 0..<4 { labels.labels[place * 12] = LabelMap.ignored }
    let map = InstanceSeparation().instances(labels: labels)
    #expect(Array(map.ids[..<12]) == [0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
  }

  @Test func thingsHaveTheirMostFrequentClassAndTheirBox() {
    let size = Size(width: 4, height: 3)
    let map = InstanceMap(size: size, ids: [0, 1, 1, 0, 2, 1, 1, 0, 2, 2, 0, 0])
    let labels = LabelMap(size: size, labels: [0, 1, 2, 0, 3, 2, 2, 0, 3, 3, 0, 0])
    let found = SegmentedInstance.all(
      in: map, labels: labels, confidences: [0, 255, 0, 0, 51, 255, 0, 0, 51, 51, 0, 0])
    #expect(found.map(\.id) == [1, 2])
    #expect(found.map(\.classIndex) == [2, 3])
    #expect(found.map(\.area) == [4, 3])
    #expect(found.map(\.confidence) == [0.5, 0.2])
    #expect(
      found.map(\.box) == [
        Box(x: 1, y: 0, width: 2, height: 2), Box(x: 0, y: 1, width: 2, height: 2),
      ])
  }
}
