import OkoImaging

/// The detections of one class in all pictures, each matched with a truth or not, as pycocotools does it.
///
/// In a picture the 100 surest detections choose in turn, at every threshold of IoU, the free truth that they
/// overlap most; truths that count come before ignored ones. What is outside a range of areas is ignored there.
struct ClassMatching {
  /// A detection and, for each range of areas, the thresholds at which it is matched and ignored, as bits.
  struct Outcome {
    var score: Double
    /// The place among the detections of its class in its picture.
    var rank: Int
    var matched = SIMD4<UInt16>.zero
    var ignored = SIMD4<UInt16>.zero
  }

  private(set) var outcomes: [Outcome] = []
  /// For each range of areas, the number of truths that count.
  private(set) var truthCounts = [0, 0, 0, 0]
  private let detections: FoundBoxes
  private let truths: TrueBoxes

  init(
    detections: FoundBoxes, _ found: ArraySlice<Int>, truths: TrueBoxes, _ marked: ArraySlice<Int>
  ) {
    (self.detections, self.truths) = (detections, truths)
    outcomes.reserveCapacity(found.count)
    var (d, g) = (found.startIndex, marked.startIndex)
    while d < found.endIndex || g < marked.endIndex {
      let picture = min(
        d < found.endIndex ? detections.pictures[found[d]] : .max,
        g < marked.endIndex ? truths.pictures[marked[g]] : .max)
      let (firstD, firstG) = (d, g)
      while d < found.endIndex, detections.pictures[found[d]] == picture { d += 1 }
      while g < marked.endIndex, truths.pictures[marked[g]] == picture { g += 1 }
      addPicture(found[firstD..<d], marked[firstG..<g])
    }
    // Equal scores stay in the order of the pictures.
    let order = outcomes.indices.sorted {
      outcomes[$0].score != outcomes[$1].score
        ? outcomes[$0].score > outcomes[$1].score : $0 < $1
    }
    outcomes = order.map { outcomes[$0] }
  }

  private mutating func addPicture(_ found: ArraySlice<Int>, _ marked: ArraySlice<Int>) {
    let scores = detections.scores
    let ranked =
      found.count == 1
      ? found
      : found.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
        .prefix(COCOProtocol.limits[2])
    let first = outcomes.count
    for (rank, index) in ranked.enumerated() {
      outcomes.append(Outcome(score: detections.scores[index], rank: rank))
    }
    let boxes = ranked.map { detections.boxes[$0] }
    if !marked.isEmpty { match(boxes, marked.map { truths.truths[$0] }, outcomesFrom: first) }
    for (place, box) in boxes.enumerated() {
      for (range, areas) in COCOProtocol.areas.enumerated() where !areas.contains(box.area) {
        let unmatched = ~outcomes[first + place].matched[range] & COCOProtocol.everyThreshold
        outcomes[first + place].ignored[range] |= unmatched
      }
    }
  }

  private mutating func match(_ boxes: [Box], _ marked: [DetectionTruth], outcomesFrom first: Int) {
    let overlaps = boxes.map { box in marked.map { Self.overlap(box, $0) } }
    // Whatever overlaps nothing by half matches nothing anywhere.
    let able = boxes.indices.filter { place in overlaps[place].contains { $0 >= 0.5 } }
    for (range, areas) in COCOProtocol.areas.enumerated() {
      let isIgnored = marked.map { $0.isIgnored || !areas.contains($0.area) }
      truthCounts[range] += isIgnored.count { !$0 }
      let order = marked.indices.filter { !isIgnored[$0] } + marked.indices.filter { isIgnored[$0] }
      guard !able.isEmpty else { continue }
      for (bit, threshold) in COCOProtocol.thresholds.enumerated() {
        var isTaken = [Bool](repeating: false, count: marked.count)
        for place in able {
          var (best, match) = (min(threshold, 1 - 1e-10), -1)
          for truth in order where !isTaken[truth] || marked[truth].isCrowd {
            if match >= 0, !isIgnored[match], isIgnored[truth] { break }
            guard overlaps[place][truth] >= best else { continue }
            (best, match) = (overlaps[place][truth], truth)
          }
          guard match >= 0 else { continue }
          isTaken[match] = true
          outcomes[first + place].matched[range] |= 1 << UInt16(bit)
          if isIgnored[match] { outcomes[first + place].ignored[range] |= 1 << UInt16(bit) }
        }
      }
    }
  }

  /// Intersection over union, or over the detection's own area where the truth is a crowd.
  private static func overlap(_ box: Box, _ truth: DetectionTruth) -> Double {
    guard truth.isCrowd else { return box.intersectionOverUnion(truth.box) }
    let width = min(box.maxX, truth.box.maxX) - max(box.x, truth.box.x)
    let height = min(box.maxY, truth.box.maxY) - max(box.y, truth.box.y)
    return width > 0 && height > 0 ? width * height / box.area : 0
  }
}
