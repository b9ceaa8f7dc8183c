/// Finds pictures that are in a dataset twice, which matters most where the two are in different splits.
enum PictureComparison {
  static func report(
    _ samples: [(split: DatasetSplit, sample: some PictureSample)],
    _ inspections: [PictureInspection], into collector: inout AnnotationCollector
  ) {
    var first: [PictureInspection.Identity: Int] = [:]
    var copies: Set<Int> = []
    for index in samples.indices where inspections[index].problem == nil {
      guard let earlier = first[inspections[index].identity] else {
        first[inspections[index].identity] = index
        continue
      }
      copies.insert(index)
      guard
        samples[earlier].sample.imagePath != samples[index].sample.imagePath
          || samples[earlier].split != samples[index].split
      else { continue }
      collector.add(
        .warning, path: samples[index].sample.imagePath,
        "the same picture (\(samples[index].split.rawValue)) as "
          + "\(collector.shown(samples[earlier].sample.imagePath)) (\(samples[earlier].split.rawValue))"
      )
    }
    reportNearDuplicates(samples, inspections, except: copies, into: &collector)
    reportLikeness(samples, inspections, except: copies, into: &collector)
  }

  /// Counts the pictures of one split that are nearly the same as an earlier one of it, as frames of a film are.
  private static func reportLikeness(
    _ samples: [(split: DatasetSplit, sample: some PictureSample)],
    _ inspections: [PictureInspection], except copies: Set<Int>,
    into collector: inout AnnotationCollector
  ) {
    for split in DatasetSplit.allCases {
      // Of two hashes with at most 2 different bits, one of three parts is the same.
      var earlier: [[UInt64: [Int]]] = [[:], [:], [:]]
      var (count, first) = (0, (0, 0))
      for index in samples.indices where samples[index].split == split && !copies.contains(index) {
        guard let likeness = inspections[index].likeness else { continue }
        let parts = [likeness & 0x1F_FFFF, likeness >> 21 & 0x1F_FFFF, likeness >> 42]
        let near = zip(earlier, parts).lazy.compactMap { places, part in
          places[part]?.first {
            ((inspections[$0].likeness ?? 0) ^ likeness).nonzeroBitCount <= 2
          }
        }.first
        if let near {
          if count == 0 { first = (near, index) }
          count += 1
        }
        for (place, part) in parts.enumerated() { earlier[place][part, default: []].append(index) }
      }
      guard count > 0 else { continue }
      let (one, other) = (samples[first.0].sample.imagePath, samples[first.1].sample.imagePath)
      collector.add(
        .note, path: ".",
        "pictures of \(split.rawValue) nearly the same as another of it: \(count), "
          + "\(collector.shown(one)) and \(collector.shown(other)) the first")
    }
  }

  /// Compares difference hashes of the later splits with those of the training pictures.
  ///
  /// At most 2 of 64 bits may differ: enough for another size or compression, too few for another scene.
  private static func reportNearDuplicates(
    _ samples: [(split: DatasetSplit, sample: some PictureSample)],
    _ inspections: [PictureInspection], except copies: Set<Int>,
    into collector: inout AnnotationCollector
  ) {
    let training = samples.indices.compactMap { index in
      samples[index].split == .train ? inspections[index].likeness.map { ($0, index) } : nil
    }
    for index in samples.indices where samples[index].split != .train && !copies.contains(index) {
      guard let likeness = inspections[index].likeness,
        let near = training.first(where: { ($0.0 ^ likeness).nonzeroBitCount <= 2 })
      else { continue }
      collector.add(
        .warning, path: samples[index].sample.imagePath,
        "nearly the same picture (\(samples[index].split.rawValue)) as "
          + "\(collector.shown(samples[near.1].sample.imagePath)) (train)")
    }
  }
}
