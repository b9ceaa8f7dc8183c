#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Listing and reading the files of a dataset; nothing here writes.
enum FileSystem {
  enum Kind { case file, folder, other, absent }

  static func kind(of path: String) -> Kind {
    var information = stat()
    guard stat(path, &information) == 0 else { return .absent }
    switch information.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
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
  ///
  /// A folder is entered once, however many links lead to it; one that `excluded` is, never.
  static func files(under folder: String, excluding excluded: FileIdentity? = nil) -> [String] {
    var seen = Set([FileIdentity(path: folder), excluded].compactMap(\.self))
    return files(under: folder, depth: 12, &seen)
  }

  private static func files(
    under folder: String, depth: Int, _ seen: inout Set<FileIdentity>
  ) -> [String] {
    var files: [String] = []
    for name in names(in: folder) {
      let path = folder + "/" + name
      switch kind(of: path) {
      case .file: files.append(name)
      case .folder where depth > 0:
        guard let identity = FileIdentity(path: path), seen.insert(identity).inserted else { break }
        files += Self.files(under: path, depth: depth - 1, &seen).map { name + "/" + $0 }
      default: break
      }
    }
    return files
  }

  /// The bytes of a file of at most `limit` bytes.
  static func read(_ path: String, limit: Int = 1 << 20) throws(FileReadingError) -> [UInt8] {
    let file = try PlainFile(path)
    guard file.size <= limit else {
      throw FileReadingError(message: "\(file.size) bytes, more than the \(limit) expected here")
    }
    return try file.next(file.size)
  }

  /// The first bytes of a file; none where it cannot be read.
  static func beginning(of path: String, count: Int = 64) -> [UInt8] {
    guard let file = try? PlainFile(path) else { return [] }
    return (try? file.next(min(count, file.size))) ?? []
  }

  /// The path without links; nil where nothing is.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The path without links, of which the last parts need not be there yet.
  static func futurePath(_ path: String) -> String {
    var (head, tail) = (path, "")
    while head.hasSuffix("/"), head.count > 1 { head.removeLast() }
    while realPath(head) == nil, head != ".", head != "/" {
      tail = "/" + PathText.name(head) + tail
      head = PathText.folder(head)
    }
    return PathText.normalized((realPath(head) ?? head) + tail)
  }
}
