extension DetectionDataset {
  /// Checks that `output`, which need not be there yet, lies neither in the folder of the dataset nor beside its
  /// pictures: a dataset is never written to.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws(DatasetError) {
    let pictures = splits.lazy.flatMap { samples($0) }.map(\.imagePath)
    try DatasetFolder.refuseOutput(output, folder: folder, pictures: pictures)
  }
}
