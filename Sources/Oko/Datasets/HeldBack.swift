/// Chooses the pictures that validate where a dataset has no split for it.
enum HeldBack {
  /// Moves a share of the training pictures to validation where nothing validates; the note that says so, or nil.
  static func fill<Sample: PictureSample>(
    _ samples: inout [DatasetSplit: [Sample]], share: Double, root: String
  ) -> String? {
    let train = samples[.train] ?? []
    guard (samples[.val] ?? []).isEmpty, train.count >= 2, share > 0 else { return nil }
    let (kept, held) = split(train, share: share, root: root)
    (samples[.train], samples[.val]) = (kept, held)
    return
      "no validation split: \(held.count) of \(train.count) training pictures validate instead"
  }

  /// Takes a share of `samples`, by a hash of their names: the same ones on any machine.
  static func split<Sample: PictureSample>(
    _ samples: [Sample], share: Double, root: String
  ) -> (kept: [Sample], held: [Sample]) {
    let count = min(
      max(Int((Double(samples.count) * share).rounded()), 1), max(samples.count - 1, 0))
    let byHash = samples.indices.sorted { left, right in
      let (leftHash, rightHash) = (hash(samples[left], root), hash(samples[right], root))
      return leftHash == rightHash ? left < right : leftHash < rightHash
    }
    let chosen = Set(byHash.prefix(count))
    return (
      samples.indices.filter { !chosen.contains($0) }.map { samples[$0] },
      samples.indices.filter { chosen.contains($0) }.map { samples[$0] }
    )
  }

  /// A hash of the path inside the dataset, mixed so that names in sequence scatter.
  static func hash(_ sample: some PictureSample, _ root: String) -> UInt64 {
    var hash = StableHash()
    hash.mix("/".utf8)
    hash.mix(PathText.relative(sample.imagePath, to: root).utf8)
    let mixed = (hash.value ^ (hash.value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 31)
  }
}

/// What samples of all tasks have.
protocol PictureSample {
  /// Where the picture is.
  var imagePath: String { get }
}

extension DetectionSample: PictureSample {}
extension SegmentationSample: PictureSample {}
