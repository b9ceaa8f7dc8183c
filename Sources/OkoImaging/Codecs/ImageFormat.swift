/// The formats that Oko reads and writes.
public enum ImageFormat: String, Hashable, Sendable {
  /// Portable Network Graphics.
  case png
  /// The Joint Photographic Experts Group's format, with or without a JFIF or Exif header.
  case jpeg
}
