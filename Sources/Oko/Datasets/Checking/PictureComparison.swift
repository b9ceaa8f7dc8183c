/// Finds pictures that are in a dataset twice, which matters most where the two are in different splits.
enum PictureComparison {
  static func report(
    _ samples: [(split: DatasetSplit, sample: DetectionSample)],
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
  }

  /// Compares difference hashes of the later splits with those of the training pictures.
  ///
  /// At most 2 of 64 bits may differ: enough for another size or compression, too few for another scene.
  private static func reportNearDuplicates(
    _ samples: [(split: DatasetSplit, sample: DetectionSample)],
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
