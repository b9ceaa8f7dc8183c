#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

import OkoImaging

/// The folder that a dataset is written into: new or empty, and away from the source.
struct ConversionFolder: Sendable {
  let path: String
  let linksPictures: Bool

  /// Checks the folder and makes it.
  init(
    _ path: String, source: String, pictures: [String], linksPictures: Bool
  ) throws(DatasetError) {
    guard FileSystem.kind(of: path) == .absent || FileSystem.isEmptyFolder(path) else {
      throw DatasetError(
        .unwritable, path: path,
        message: "not an empty folder; name a new one, nothing is overwritten")
    }
    guard !pictures.isEmpty else {
      throw DatasetError(.empty, path: source, message: "no picture to convert")
    }
    try DatasetFolder.refuseOutput(path, folder: source, pictures: pictures)
    self.path = path
    self.linksPictures = linksPictures
    try FileSystem.makeFolder(path)
  }

  func makeFolder(_ relative: String) throws(DatasetError) {
    try FileSystem.makeFolder(path + "/" + relative)
  }

  func write(_ text: String, to relative: String) throws(DatasetError) {
    try FileSystem.write(text, to: path + "/" + relative)
  }

  func write(_ image: Image, palette: [UInt8]? = nil, to relative: String) throws(DatasetError) {
    let bytes: [UInt8]
    do throws(ImageError) {
      bytes = try PNGEncoder.encode(image, palette: palette)
    } catch {
      throw DatasetError(.unwritable, path: path + "/" + relative, message: error.message)
    }
    try FileSystem.write(bytes, to: path + "/" + relative)
  }

  /// Copies the file at `source` byte for byte, or links to it.
  func copy(_ source: String, to relative: String) throws(DatasetError) {
    let target = path + "/" + relative
    if linksPictures {
      guard let source = FileSystem.realPath(source), symlink(source, target) == 0 else {
        throw DatasetError(.unwritable, path: target, message: String(cString: strerror(errno)))
      }
      return
    }
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(source, limit: 2 << 30)
    } catch {
      throw DatasetError(.malformed, path: source, message: error.message)
    }
    try FileSystem.write(bytes, to: target)
  }
}
