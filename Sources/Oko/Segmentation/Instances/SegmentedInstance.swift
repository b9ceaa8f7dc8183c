public import OkoImaging

/// One thing on a picture.
public struct SegmentedInstance: Hashable, Sendable {
  /// Its number in the map of instances.
  public let id: UInt32
  /// The class of most of its pixels.
  public let classIndex: Int
  /// The smallest box around it.
  public let box: Box
  /// How many pixels it has.
  public let area: Int
  /// The mean probability of its pixels' classes, from 0 to 1; 0 where that is unknown.
  public let confidence: Float
}

extension SegmentedInstance {
  /// The things in `map`, in the order of their numbers, which run from 1 without gaps.
  ///
  /// - Precondition: `labels` is as large; so is `confidences` (0…255 for 0…1), unless it is empty.
  package static func all(
    in map: InstanceMap, labels: LabelMap, confidences: [UInt8] = []
  ) -> [SegmentedInstance] {
    precondition(
      labels.size == map.size && (confidences.isEmpty || confidences.count == map.ids.count),
      "SegmentedInstance: maps of unlike sizes")
    var tallies = [Tally](repeating: Tally(), count: Int(map.ids.max() ?? 0) + 1)
    var votes: [UInt64: Int] = [:]
    let width = map.size.width
    for y in 0..<map.size.height {
      var x = 0
      while x < width {
        let start = y * width + x
        let (id, label) = (map.ids[start], labels.labels[start])
        var end = x + 1
        while end < width, map.ids[y * width + end] == id, labels.labels[y * width + end] == label {
          end += 1
        }
        defer { x = end }
        guard id != 0 else { continue }
        tallies[Int(id)].add(x..<end, y)
        votes[UInt64(id) << 8 | UInt64(label), default: 0] += end - x
        guard !confidences.isEmpty else { continue }
        for place in start..<(y * width + end) {
          tallies[Int(id)].confidence += Int(confidences[place])
        }
      }
    }
    // Of two classes with as many pixels the first wins.
    for (key, count) in votes.sorted(by: { $0.key < $1.key }) {
      tallies[Int(key >> 8)].vote(Int(key & 255), count)
    }
    return tallies.enumerated().dropFirst().compactMap { id, tally in
      tally.area == 0 ? nil : tally.instance(UInt32(id))
    }
  }

  private struct Tally {
    var area = 0
    var confidence = 0
    private var (left, top, right, bottom) = (Int.max, Int.max, 0, 0)
    private var (classIndex, votes) = (0, 0)

    mutating func add(_ columns: Range<Int>, _ row: Int) {
      area += columns.count
      (left, right) = (min(left, columns.lowerBound), max(right, columns.upperBound))
      (top, bottom) = (min(top, row), max(bottom, row + 1))
    }

    mutating func vote(_ label: Int, _ count: Int) {
      if count > votes { (classIndex, votes) = (label, count) }
    }

    func instance(_ id: UInt32) -> SegmentedInstance {
      SegmentedInstance(
        id: id, classIndex: classIndex,
        box: Box(
          x: Double(left), y: Double(top), width: Double(right - left),
          height: Double(bottom - top)),
        area: area, confidence: Float(Double(confidence) / Double(area) / 255))
    }
  }
}
