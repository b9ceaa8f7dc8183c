/// Precision and recall of one class, accumulated over all pictures as pycocotools does it.
struct ClassAccumulation: Sendable {
  /// For each range of areas, the average precision at each threshold; nil with nothing to find.
  private(set) var precision: [[Double]?] = []
  /// For each range of areas, the largest recall at each threshold; nil with nothing to find.
  private(set) var recall: [[Double]?] = []
  /// The same for all areas with 1 and with 10 detections to a picture.
  private(set) var limitedRecall: [[Double]?] = []
  /// The precision at each of 101 recalls, at IoU 0.5.
  private(set) var curve: [Double] = []
  /// What counts at IoU 0.5, surest first: its confidence and whether it is right.
  private(set) var decisions: [(score: Double, isRight: Bool)] = []
  /// The number of truths that count.
  let truthCount: Int

  init(_ matching: ClassMatching, calibration: Temperature = .one) {
    let outcomes = matching.outcomes
    truthCount = matching.truthCounts[0]
    for (range, count) in matching.truthCounts.enumerated() {
      guard count > 0 else {
        precision.append(nil)
        recall.append(nil)
        continue
      }
      var (averages, recalls): ([Double], [Double]) = ([], [])
      let matched = outcomes.map { $0.matched[range] }
      let ignored = outcomes.map { $0.ignored[range] }
      for bit in COCOProtocol.thresholds.indices {
        let mask: UInt16 = 1 << UInt16(bit)
        let precisions = Self.precisions(matched, ignored, mask: mask)
        let curve = Self.interpolated(precisions, truthCount: count)
        averages.append(curve.reduce(0, +) / Double(curve.count))
        recalls.append(Double(precisions.count) / Double(count))
        if range == 0, bit == 0 { self.curve = curve }
      }
      precision.append(averages)
      recall.append(recalls)
    }
    for limit in COCOProtocol.limits.dropLast() {
      limitedRecall.append(truthCount > 0 ? Self.recalls(outcomes, limit, truthCount) : nil)
    }
    decisions = outcomes.compactMap {
      $0.ignored[0] & 1 == 0
        ? (calibration.tempered($0.score), $0.matched[0] & 1 == 1) : nil
    }
  }

  /// The precision after each right detection, surest first.
  private static func precisions(
    _ matched: [UInt16], _ ignored: [UInt16], mask: UInt16
  ) -> [Double] {
    var result: [Double] = []
    var (right, counted) = (0, 0)
    matched.withUnsafeBufferPointer { matched in
      ignored.withUnsafeBufferPointer { ignored in
        for index in matched.indices where ignored[index] & mask == 0 {
          counted += 1
          guard matched[index] & mask != 0 else { continue }
          right += 1
          result.append(Double(right) / (Double(counted) + COCOProtocol.spacing))
        }
      }
    }
    return result
  }

  /// The best precision at each of 101 recalls or beyond; 0 where the recall is never reached.
  private static func interpolated(_ precisions: [Double], truthCount: Int) -> [Double] {
    var envelope = precisions
    for index in envelope.indices.dropLast().reversed() {
      envelope[index] = max(envelope[index], envelope[index + 1])
    }
    var place = 0
    return COCOProtocol.recalls.map { recall in
      while place < envelope.count, Double(place + 1) / Double(truthCount) < recall { place += 1 }
      return place < envelope.count ? envelope[place] : 0
    }
  }

  /// The recall at each threshold with the `limit` surest detections of each picture.
  private static func recalls(
    _ outcomes: [ClassMatching.Outcome], _ limit: Int, _ truthCount: Int
  ) -> [Double] {
    var counts = [Int](repeating: 0, count: COCOProtocol.thresholds.count)
    for outcome in outcomes where outcome.rank < limit {
      let right = outcome.matched[0] & ~outcome.ignored[0]
      guard right != 0 else { continue }
      for bit in counts.indices where right >> UInt16(bit) & 1 == 1 { counts[bit] += 1 }
    }
    return counts.map { Double($0) / Double(truthCount) }
  }
}
