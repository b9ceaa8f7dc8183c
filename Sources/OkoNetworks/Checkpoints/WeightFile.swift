#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A plain file that stays open, so that its bytes can be read whenever they are needed.
///
/// One that takes its place later, under its name, is another file and changes nothing.
final class WeightFile: Sendable {
  /// Its size in bytes when it was opened.
  let size: Int
  private let descriptor: Int32

  /// Opens the file at `path`; a folder, pipe or device is refused.
  init(_ path: String) throws(CheckpointError) {
    // Plain opening of a pipe would wait for someone to write.
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(String(cString: strerror(errno))) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.failure("not a plain file")
    }
    size = Int(information.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes in `range`.
  func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    var message: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count, message == nil {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, range.count - filled,
          off_t(range.lowerBound + filled))
        if got > 0 { filled += got }
        if got == 0 { message = "it ends after \(range.lowerBound + filled) bytes" }
        if got < 0, errno != EINTR { message = String(cString: strerror(errno)) }
      }
    }
    if let message { throw Self.failure(message) }
    return bytes
  }

  private static func failure(_ message: String) -> CheckpointError {
    CheckpointError(.unreadable, "cannot be read: \(message)")
  }
}
