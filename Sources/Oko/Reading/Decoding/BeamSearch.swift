#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The search for the likeliest text, over all paths that say it.
///
/// Prefix search of Hannun et al. (2014): after every step the `width` best beginnings are kept, each with the
/// probability of the paths that end in a blank and of those that do not. Their revival of dropped beginnings is left
/// out. With a width that drops none the result is exact.
struct BeamSearch {
  private let scores: StepScores
  private let width: Int
  /// Logarithm of the smallest probability with which a character is tried at a step.
  private let least: Float
  private var guide: TextGuide
  private var tree = PrefixTree()
  private var beam: [Entry] = []
  private var candidates: [Candidate] = []
  private var best: [(score: Double, index: Int)] = []
  private var extended: [(entry: Int, index: Int)] = []

  /// A beginning of the text.
  private struct Entry {
    let node: Int32
    var blank: Double
    var other: Double
    let state: TextGuide.State
  }

  /// A beginning that may be kept: an entry as it is, or with a character more.
  private struct Candidate {
    let entry: Int
    /// The class of the character that is added; 0 for none.
    let index: Int
    var blank: Double
    var other: Double
    var state: TextGuide.State
  }

  /// Nothing is less likely, so that every text keeps a finite probability.
  static let floor: Float = -60

  init(
    _ scores: StepScores, width: Int, leastProbability: Double, guide: TextGuide
  ) {
    (self.scores, self.width, self.guide) = (scores, max(width, 1), guide)
    least = leastProbability > 0 ? Float(log(leastProbability)) : -.infinity
    beam = [Entry(node: 0, blank: 0, other: -.infinity, state: guide.start)]
  }

  /// The classes of the best text, and the logarithm of its probability.
  mutating func run() -> (classes: [Int], logProbability: Double) {
    scores.logProbabilities.withUnsafeBufferPointer { rows in
      for step in 0..<scores.steps {
        let start = step * scores.classes
        advance(UnsafeBufferPointer(rebasing: rows[start..<start + scores.classes]))
      }
    }
    func rank(_ entry: Entry) -> (isWhole: Bool, score: Double) {
      let end = guide.end(of: entry.state)
      return (end != nil, Self.sum(entry.blank, entry.other) + entry.state.bonus + (end ?? 0))
    }
    var chosen = beam[0]
    var highest = rank(chosen)
    for entry in beam.dropFirst() {
      let own = rank(entry)
      let isBetter =
        own.isWhole == highest.isWhole ? own.score > highest.score : own.isWhole
      if isBetter { (chosen, highest) = (entry, own) }
    }
    return (tree.classes(of: chosen.node), Self.sum(chosen.blank, chosen.other))
  }

  private mutating func advance(_ row: UnsafeBufferPointer<Float>) {
    func log(_ index: Int) -> Double { Double(row[index] > Self.floor ? row[index] : Self.floor) }
    candidates.removeAll(keepingCapacity: true)
    for (place, entry) in beam.enumerated() {
      let last = tree.last(of: entry.node)
      candidates.append(
        Candidate(
          entry: place, index: 0, blank: Self.sum(entry.blank, entry.other) + log(0),
          other: last == 0 ? -.infinity : entry.other + log(last), state: entry.state))
    }
    let tried = row.indices.filter { $0 != 0 && row[$0] >= least }
    for (place, entry) in beam.enumerated() {
      let last = tree.last(of: entry.node)
      let whole = Self.sum(entry.blank, entry.other)
      extended.removeAll(keepingCapacity: true)
      for (other, longer) in beam.enumerated() where tree.parent(of: longer.node) == entry.node {
        extended.append((other, tree.last(of: longer.node)))
      }
      for index in tried {
        let before = index == last ? entry.blank : whole
        guard before > -.infinity else { continue }
        let share = before + log(index)
        // The same text may be in the beam already.
        if let known = extended.first(where: { $0.index == index }) {
          candidates[known.entry].other = Self.sum(candidates[known.entry].other, share)
        } else if let state = guide.state(after: entry.state, index) {
          candidates.append(
            Candidate(entry: place, index: index, blank: -.infinity, other: share, state: state))
        }
      }
    }
    keepBest()
  }

  private mutating func keepBest() {
    best.removeAll(keepingCapacity: true)
    for (index, candidate) in candidates.enumerated() {
      let score = Self.sum(candidate.blank, candidate.other) + candidate.state.bonus
      if best.count == width {
        guard let last = best.last, score > last.score else { continue }
        best.removeLast()
      }
      var place = best.count
      while place > 0, best[place - 1].score < score { place -= 1 }
      best.insert((score, index), at: place)
    }
    beam = best.map { choice in
      let candidate = candidates[choice.index]
      let node = beam[candidate.entry].node
      return Entry(
        node: candidate.index == 0 ? node : tree.child(of: node, candidate.index),
        blank: candidate.blank, other: candidate.other, state: candidate.state)
    }
  }

  /// ln(e^one + e^other).
  static func sum(_ one: Double, _ other: Double) -> Double {
    if one == -.infinity { return other }
    if other == -.infinity { return one }
    return one > other ? one + log1p(exp(other - one)) : other + log1p(exp(one - other))
  }
}

/// The beginnings of texts, each once.
private struct PrefixTree {
  private var nodes: [(parent: Int32, index: Int)] = [(-1, 0)]
  private var children = PairTable()

  /// The class of the last character; 0 for the empty text.
  func last(of node: Int32) -> Int { nodes[Int(node)].index }

  /// The text without its last character; −1 for the empty one.
  func parent(of node: Int32) -> Int32 { nodes[Int(node)].parent }

  mutating func child(of node: Int32, _ index: Int) -> Int32 {
    if let known = children[node, Int32(index)] { return known }
    let child = Int32(nodes.count)
    nodes.append((node, index))
    children[node, Int32(index)] = child
    return child
  }

  func classes(of node: Int32) -> [Int] {
    var (node, classes) = (node, [Int]())
    while node > 0 {
      classes.append(last(of: node))
      node = parent(of: node)
    }
    return classes.reversed()
  }
}
