#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads regular files, with a limit.
///
/// Directories, pipes and devices are refused: a pipe in a folder of pictures would wait for ever.
enum FileBytes {
  /// The first `limit` bytes of the file at `path`, and the size of the whole file.
  static func read(_ path: String, limit: Int) throws(ImageError) -> (bytes: [UInt8], size: Int) {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let what = status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is no regular file"
      throw ImageError(.unreadable, what, path: path)
    }
    let size = Int(status.st_size)
    let wanted = min(size, limit)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let got = readSome(descriptor, buffer.baseAddress.map { $0 + count }, wanted - count)
        if got < 0 && errno == EINTR { continue }
        failed = got < 0
        if got <= 0 { return }
        count += got
      }
    }
    if failed { throw failure(path) }
    return (bytes, size)
  }

  private static func readSome(
    _ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>?, _ count: Int
  ) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, target, count)
    #elseif canImport(Glibc)
      Glibc.read(descriptor, target, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, target, count)
    #endif
  }

  private static func failure(_ path: String) -> ImageError {
    let reason = strerror(errno).map { String(cString: $0) } ?? "cannot be read"
    return ImageError(.unreadable, reason, path: path)
  }
}
