/// The rule that a dataset's folder is never written to.
enum DatasetFolder {
  /// Checks that `output`, which need not be there yet, lies neither in `folder` nor beside its `pictures`.
  static func refuseOutput(
    _ output: String, folder: String, pictures: some Sequence<String>
  ) throws(DatasetError) {
    let place = FileSystem.futurePath(output) + "/"
    for own in [folder] + Set(pictures.map(PathText.folder)).sorted() {
      guard let own = FileSystem.realPath(own), place.hasPrefix(own == "/" ? own : own + "/")
      else { continue }
      throw DatasetError(
        .unwritable, path: output, message: "lies in the dataset; name another place with --output")
    }
  }
}
