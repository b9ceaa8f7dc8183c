import OkoTraining

extension SegmentationDataset {
  /// The training and validation pictures dealt anew: one of several equal parts validates, the others train.
  ///
  /// Which part a picture is in follows from a hash of its name: the same on any machine and for any seed.
  ///
  /// - Throws: `TrainingError` where there are fewer pictures than parts.
  package func fold(_ fold: SegmentationTrainingOptions.Fold) throws(TrainingError)
    -> SegmentationDataset
  {
    let all = (samples(.train) + samples(.val)).map { sample in
      (
        sample: sample,
        hash: HeldBack.hash(sample, folder)
      )
    }
    guard all.count >= fold.count else {
      throw TrainingError(.option, "\(all.count) pictures do not make \(fold.count) folds")
    }
    let order = all.indices.sorted { (all[$0].hash, $0) < (all[$1].hash, $1) }
    var held: Set<Int> = []
    for (place, index) in order.enumerated() where place % fold.count == fold.index {
      held.insert(index)
    }
    return SegmentationDataset(
      folder: folder, format: format, classNames: classNames,
      samples: [
        .train: all.indices.filter { !held.contains($0) }.map { all[$0].sample },
        .val: all.indices.filter(held.contains).map { all[$0].sample },
        .test: samples(.test),
      ], issues: issues)
  }
}
