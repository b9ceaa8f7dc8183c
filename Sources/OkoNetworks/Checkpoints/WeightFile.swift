#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reading of plain files.
enum WeightFile {
  /// The bytes of the file at `path`; a folder, pipe or device is refused.
  static func read(_ path: String) throws(CheckpointError) -> [UInt8] {
    // Plain opening of a pipe would wait for someone to write.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw failure("not a plain file")
    }
    let count = Int(information.st_size)
    var message: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, message == nil, let base = buffer.baseAddress {
        let got = pread(descriptor, base + filled, count - filled, off_t(filled))
        if got > 0 { filled += got }
        if got == 0 { message = "it ended after \(filled) bytes while it was read" }
        if got < 0, errno != EINTR { message = String(cString: strerror(errno)) }
      }
    }
    if let message { throw failure(message) }
    return bytes
  }

  private static func failure(_ message: String) -> CheckpointError {
    CheckpointError(.unreadable, "cannot be read: \(message)")
  }
}
