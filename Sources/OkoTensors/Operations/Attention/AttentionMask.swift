/// Which keys the queries of attention may look at.
struct AttentionMask: Sendable, Hashable {
  /// For each item of the batch, how many of its first keys there are, the rest being padding; nil for all.
  var lengths: [Int]?
  /// Whether query i sees no key behind the place i.
  var isCausal: Bool

  /// The number of keys of `item`, of `count` in all.
  func length(of item: Int, in count: Int) -> Int { lengths?[item] ?? count }

  /// Traps unless there is a length for every item, none above `keys`.
  func check(batch: Int, keys: Int) {
    guard let lengths else { return }
    precondition(
      lengths.count == batch && lengths.allSatisfy { (0...keys).contains($0) },
      "attention: lengths \(lengths.prefix(20)) for \(batch) items of \(keys) keys")
  }
}
