import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Making the folders and files of a new dataset.
extension FileSystem {
  /// Whether a folder holds nothing, hidden files included.
  static func isEmptyFolder(_ path: String) -> Bool {
    guard let stream = opendir(path) else { return false }
    defer { closedir(stream) }
    var count = 0
    while readdir(stream) != nil { count += 1 }
    return count <= 2
  }

  /// Makes a folder and those that it lies in.
  static func makeFolder(_ path: String) throws(DatasetError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
      throw DatasetError(.unwritable, path: made, message: String(cString: strerror(errno)))
    }
  }

  /// Writes a file that must not exist yet.
  static func write(_ bytes: [UInt8], to path: String) throws(DatasetError) {
    guard let file = fopen(path, "wbx") else {
      throw DatasetError(.unwritable, path: path, message: String(cString: strerror(errno)))
    }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      throw DatasetError(.unwritable, path: path, message: "cannot be written to its end")
    }
  }

  static func write(_ text: String, to path: String) throws(DatasetError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a picture, which must have no alpha, to a file that must not exist yet.
  static func write(
    _ image: Image, jpegOfQuality quality: Int, to path: String
  ) throws(DatasetError) {
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes = try JPEGEncoder.encode(image, quality: quality)
    } catch {
      throw DatasetError(.unwritable, path: path, message: error.message)
    }
    try write(bytes, to: path)
  }

  /// Makes `folders` in `folder`, which must be new or empty, for a data set of `count` things.
  static func makeNewDataset(
    _ folder: String, count: Int, folders: [String]
  ) throws(DatasetError) {
    guard count > 0 else {
      throw DatasetError(.empty, path: folder, message: "count must be at least 1, not \(count)")
    }
    guard kind(of: folder) == .absent || isEmptyFolder(folder) else {
      throw DatasetError(
        .unwritable, path: folder,
        message: "not an empty folder; name a new one, nothing is overwritten")
    }
    if let dataset = datasetAround(folder) {
      throw DatasetError(
        .unwritable, path: folder,
        message: "lies in the dataset \(dataset); name a place outside, nothing is mixed into it")
    }
    for name in folders { try makeFolder(folder + "/" + name) }
  }

  /// The dataset that a folder, which need not be there yet, lies in; nil where it lies in none.
  private static func datasetAround(_ folder: String) -> String? {
    var place = futurePath(folder)
    while place != "/", place != "." {
      place = PathText.folder(place)
      if isDataset(place) { return place }
    }
    return nil
  }

  /// Whether a folder has a file that only datasets have, or pictures with labels beside them.
  private static func isDataset(_ folder: String) -> Bool {
    func has(_ names: [String]) -> Bool { names.contains { isFolder(folder + "/" + $0) } }
    return ["data.yaml", "data.yml", "train.tsv"].contains { isFile(folder + "/" + $0) }
      || has(["images"]) && has(["labels", "masks", "annotations", "instances"])
      || has(["JPEGImages"]) && has(["Annotations", "SegmentationClass"])
  }
}
