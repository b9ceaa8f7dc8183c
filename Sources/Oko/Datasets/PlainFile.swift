#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is open for reading; a folder, pipe or device is refused.
final class PlainFile {
  /// Its size in bytes when it was opened.
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(FileReadingError) {
    // Plain opening of a pipe would wait for someone to write.
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileReadingError.last }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileReadingError(message: "not a plain file")
    }
    size = Int(information.st_size)
  }

  deinit { close(descriptor) }

  /// The next `count` bytes; fewer are an error.
  func next(_ count: Int) throws(FileReadingError) -> [UInt8] {
    var isCut = false
    var problem: FileReadingError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, !isCut, problem == nil {
        let got = read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
        if got > 0 { filled += got }
        isCut = got == 0
        if got < 0, errno != EINTR { problem = .last }
      }
    }
    if let problem { throw problem }
    guard !isCut else {
      throw FileReadingError(message: "ends after \(bytes.count) bytes, \(count) were expected")
    }
    return bytes
  }
}

/// Why a file cannot be read.
struct FileReadingError: Error {
  let message: String

  /// What `errno` says.
  static var last: FileReadingError { FileReadingError(message: String(cString: strerror(errno))) }
}
