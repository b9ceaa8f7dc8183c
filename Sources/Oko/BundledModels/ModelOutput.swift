#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the file of a model may go.
enum ModelOutput {
  /// Checks that a model can be written to `path`, where nothing is, or with `overwrites` another model of Oko;
  /// writes nothing.
  ///
  /// - Throws: ``ResultError`` that says what is in the way.
  static func check(_ path: String, overwrites: Bool) throws(ResultError) {
    switch FileSystem.kind(of: path) {
    case .folder: throw ResultError("is a folder; name a file", path: path)
    case .file where ModelHeader(path: path)?.metadata["format"] == ModelDescription.format:
      guard overwrites else {
        throw ResultError(
          "is there already; name another file, or say --overwrite to replace that model",
          path: path)
      }
    case .file, .other:
      throw ResultError(
        "is there and no model of Oko, so it is not replaced; name another file", path: path)
    case .absent: break
    }
    guard access(PathText.folder(path), W_OK) == 0 else {
      throw ResultError("cannot be written: \(String(cString: strerror(errno)))", path: path)
    }
  }
}
