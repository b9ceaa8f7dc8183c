extension HeldBack {
  /// As `fill`, with lines of one page on one side: a reader that knows the hand of a page is not tried on it.
  ///
  /// Where `page` is nil, or all lines are of one page, single lines are held back.
  static func fill(
    _ samples: inout [DatasetSplit: [TextSample]], share: Double, root: String,
    page: ((TextSample) -> String)?
  ) -> String? {
    let train = samples[.train] ?? []
    var known: Set<String> = []
    let first = page.map { page in train.filter { known.insert(page($0)).inserted } } ?? []
    guard let page, first.count >= 2, share > 0, (samples[.val] ?? []).isEmpty else {
      return fill(&samples, share: share, root: root)
    }
    let held = Set(split(first, share: share, root: root).held.map(page))
    let validating = train.filter { held.contains(page($0)) }
    samples[.train] = train.filter { !held.contains(page($0)) }
    samples[.val] = validating
    return
      "no validation split: \(validating.count) of \(train.count) training pictures validate "
      + "instead, those of \(held.count) of \(first.count) pages"
  }
}

extension TextDataset.Format {
  /// What names the page of a line, where the layout tells it.
  var page: ((TextSample) -> String)? {
    guard self == .iam else { return nil }
    // `a01-000u` of `a01-000u-00`.
    return { PathText.stem($0.imagePath).split(separator: "-").dropLast().joined(separator: "-") }
  }
}
