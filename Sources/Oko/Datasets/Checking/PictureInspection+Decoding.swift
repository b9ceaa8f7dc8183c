import OkoImaging

extension PictureInspection {
  /// Looks at the picture itself.
  mutating func decode(_ path: String, _ bytes: [UInt8]) {
    do throws(FileReadingError) {
      size = try PictureHeader.size(path: path)
    } catch {
      problem = error.message
    }
  }
}
