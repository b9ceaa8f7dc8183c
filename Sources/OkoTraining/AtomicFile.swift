#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are either wholly there or not at all.
package enum AtomicFile {
  /// Writes `bytes` to `path`: beside it, synced, then renamed.
  package static func write(_ bytes: [UInt8], to path: String) throws(TrainingError) {
    let temporary = path + ".tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    guard writeAll(bytes, to: file), fsync(file) == 0 else {
      let error = failure(path)
      close(file)
      unlink(temporary)
      throw error
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let error = failure(path)
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Writes all of `bytes` to the open file `file`; false leaves the reason in `errno`.
  package static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
          #if canImport(Glibc)
            Glibc.write(file, $0.baseAddress, $0.count)
          #else
            Darwin.write(file, $0.baseAddress, $0.count)
          #endif
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  /// The error that `errno` says, about `path`.
  package static func failure(_ path: String) -> TrainingError {
    TrainingError(.file, "cannot be written: " + String(cString: strerror(errno)), file: path)
  }

  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let file = open(folder, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    fsync(file)
    close(file)
  }
}
