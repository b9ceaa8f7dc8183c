extension DetectionDataset {
  /// Checks that `output`, which need not be there yet, lies neither in the folder of the dataset nor beside its
  /// pictures: a dataset is never written to.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let place = FileSystem.futurePath(output) + "/"
    let pictures = splits.lazy.flatMap { samples($0) }.map { PathText.folder($0.imagePath) }
    for own in [folder] + Set(pictures).sorted() {
      guard let own = FileSystem.realPath(own), place.hasPrefix(own == "/" ? own : own + "/")
      else { continue }
      throw DatasetError(
        .unwritable, path: output, message: "lies in the dataset; name another place with --output")
    }
  }
}
