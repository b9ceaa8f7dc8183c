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
}
