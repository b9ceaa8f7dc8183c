/// Which predicted things are which true ones on one picture: pairs that overlap by half or more.
///
/// No two things of a map share a pixel, so that a thing overlaps by more than half with at most one other; at exactly
/// half, each is paired at most once. Classes do not matter.
struct InstanceMatching: Sendable, Hashable {
  /// What a pair's overlap is compared with: 0.50, 0.55 … 0.95, in twentieths so that they are exact.
  static let twentieths = 10..<20

  /// Two things that are one.
  struct Pair: Sendable, Hashable {
    var shared: Int
    var union: Int

    var iou: Double { Double(shared) / Double(union) }

    func reaches(twentieths: Int) -> Bool { 20 * shared >= twentieths * union }
  }

  /// How many things are predicted.
  let predictedCount: Int
  /// How many there are.
  let truthCount: Int
  /// The pairs, those that overlap most first.
  let pairs: [Pair]

  /// Matches two maps of one size; where `labels` are ignored nothing counts.
  ///
  /// A predicted thing that lies on ignored pixels by more than half is left out.
  init(predicted: InstanceMap, truth: InstanceMap, labels: LabelMap? = nil) {
    precondition(
      predicted.size == truth.size && labels.map { $0.size == truth.size } ?? true,
      "InstanceMatching: a prediction of \(predicted.size.width)×\(predicted.size.height) for a truth of "
        + "\(truth.size.width)×\(truth.size.height)")
    let shared = Self.shared(predicted, truth, labels?.labels)
    var (areas, ignored, trueAreas) = ([UInt32: Int](), [UInt32: Int](), [UInt32: Int]())
    for (key, count) in shared {
      if key.isIgnored {
        ignored[key.predicted, default: 0] += count
      } else {
        areas[key.predicted, default: 0] += count
        trueAreas[key.truth, default: 0] += count
      }
    }
    (areas[0], trueAreas[0]) = (nil, nil)
    areas = areas.filter { ignored[$0.key, default: 0] <= $0.value }
    var candidates: [(key: Key, pair: Pair)] = []
    for (key, count) in shared where !key.isIgnored {
      guard let area = areas[key.predicted], let trueArea = trueAreas[key.truth] else { continue }
      let pair = Pair(shared: count, union: area + trueArea - count)
      if pair.reaches(twentieths: Self.twentieths.lowerBound) { candidates.append((key, pair)) }
    }
    candidates.sort { first, second in
      let (one, other) = (
        first.pair.shared * second.pair.union, second.pair.shared * first.pair.union
      )
      return one != other
        ? one > other
        : (first.key.truth, first.key.predicted) < (second.key.truth, second.key.predicted)
    }
    var (taken, given) = (Set<UInt32>(), Set<UInt32>())
    pairs = candidates.compactMap { key, pair in
      guard !taken.contains(key.predicted), !given.contains(key.truth) else { return nil }
      taken.insert(key.predicted)
      given.insert(key.truth)
      return pair
    }
    (predictedCount, truthCount) = (areas.count, trueAreas.count)
  }

  /// How many pairs reach each threshold.
  var rightCounts: [Int] {
    Self.twentieths.map { threshold in pairs.count { $0.reaches(twentieths: threshold) } }
  }

  /// TP / (TP + FP + FN) at each threshold; nil where there is nothing on either map.
  var precisions: [Double]? {
    guard predictedCount + truthCount > 0 else { return nil }
    return rightCounts.map { Double($0) / Double(predictedCount + truthCount - $0) }
  }

  private struct Key: Hashable {
    var predicted: UInt32
    var truth: UInt32
    var isIgnored = false
  }

  /// How many pixels each pair of things shares.
  private static func shared(
    _ predicted: InstanceMap, _ truth: InstanceMap, _ labels: [UInt8]?
  ) -> [Key: Int] {
    var shared: [Key: Int] = [:]
    predicted.ids.withUnsafeBufferPointer { predicted in
      truth.ids.withUnsafeBufferPointer { truth in
        var (run, length) = (Key(predicted: 0, truth: 0), 0)
        // Neighbours mostly are alike: looked up is a run, not a pixel.
        for pixel in truth.indices {
          let isIgnored = labels.map { $0[pixel] == LabelMap.ignored } ?? false
          let key = Key(
            predicted: predicted[pixel], truth: isIgnored ? 0 : truth[pixel], isIgnored: isIgnored)
          if key != run {
            shared[run, default: 0] += length
            (run, length) = (key, 0)
          }
          length += 1
        }
        shared[run, default: 0] += length
      }
    }
    return shared.filter { $0.value > 0 }
  }
}
