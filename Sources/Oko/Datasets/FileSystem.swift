#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Listing and reading the files of a dataset; nothing here writes.
enum FileSystem {
  enum Kind { case file, folder, absent }

  static func kind(of path: String) -> Kind {
    var information = stat()
    guard stat(path, &information) == 0 else { return .absent }
    return information.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  static func isFolder(_ path: String) -> Bool { kind(of: path) == .folder }
  static func isFile(_ path: String) -> Bool { kind(of: path) == .file }

  /// The names in a folder in a fixed order, without what macOS and Windows strew about.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if !isLitter(name) { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether a name is hidden or left behind by a desktop.
  static func isLitter(_ name: String) -> Bool {
    name.hasPrefix(".")
      || ["thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db", "icon\r"]
        .contains(name.lowercased())
  }

  /// The paths of all files in `folder` and the folders in it, relative to it, in a fixed order.
  static func files(under folder: String, depth: Int = 12) -> [String] {
    var files: [String] = []
    for name in names(in: folder) {
      switch kind(of: folder + "/" + name) {
      case .file: files.append(name)
      case .folder where depth > 0:
        files += Self.files(under: folder + "/" + name, depth: depth - 1).map { name + "/" + $0 }
      default: break
      }
    }
    return files
  }

  /// The bytes of a file of at most `limit` bytes.
  static func read(_ path: String, limit: Int = 1 << 20) throws(FileReadingError) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw FileReadingError(message: String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var information = stat()
    guard fstat(fileno(file), &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw FileReadingError(message: "not a plain file")
    }
    let size = Int(information.st_size)
    guard size <= limit else {
      throw FileReadingError(message: "\(size) bytes, more than the \(limit) expected here")
    }
    guard size > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fread(buffer.baseAddress, 1, size, file)
    }
  }

  /// The first bytes of a file; none where it cannot be read.
  static func beginning(of path: String, count: Int = 64) -> [UInt8] {
    guard kind(of: path) == .file, let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      read = fread(buffer.baseAddress, 1, count, file)
    }
  }
}

/// Why a file cannot be read.
struct FileReadingError: Error {
  let message: String
}
