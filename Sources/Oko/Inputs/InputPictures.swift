import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A picture to work on.
public struct InputPicture: Hashable, Sendable {
  /// Where it is.
  public let path: String
  /// The path beneath the folder that was named, or the name of the file; results are called by it.
  public let name: String

  /// Whether its header promises more than so many pixels.
  func exceeds(pixels: Int) -> Bool {
    (try? ImageDecoder.size(path: path)).map { $0.width * $0.height > pixels } ?? false
  }
}

/// Pictures that were named as files, folders or patterns, in the order of the names.
///
///     let inputs = InputPictures(["photos", "more/img*.jpg"])
///     for picture in inputs.pictures { print(picture.path) }
///
/// A file counts whatever it is called. A folder gives the pictures in it and in its folders, told by their
/// extension or their first bytes, sorted as people count. A pattern with `*`, `?` or `[…]` gives what it
/// matches. No file comes twice, whatever links lead to it.
public struct InputPictures: Sendable {
  /// What was found.
  public private(set) var pictures: [InputPicture] = []
  /// Names that lead to no picture, each with the reason.
  public private(set) var problems: [String] = []
  private var seen: Set<FileIdentity> = []

  /// Finds the pictures that `names` mean.
  ///
  /// The folder `excluded` is passed over, unless it is one of the names.
  public init(_ names: [String], excluding excluded: String? = nil) {
    let excluded = excluded.flatMap(FileIdentity.init(path:))
    for name in names {
      switch FileSystem.kind(of: name) {
      case .file: add(name, as: PathText.name(name))
      case .folder:
        if !addFolder(name, excluding: excluded) {
          problems.append("\(name): no picture in this folder")
        }
      case .other: problems.append("\(name): no regular file")
      case .absent where name.contains(where: { "*?[".contains($0) }):
        addMatches(of: name, excluding: excluded)
      case .absent: problems.append("\(name): no such file or folder")
      }
    }
  }

  private mutating func add(_ path: String, as name: String) {
    if let identity = FileIdentity(path: path), !seen.insert(identity).inserted { return }
    pictures.append(InputPicture(path: path, name: name))
  }

  /// Adds the pictures of a folder; false where it has none.
  private mutating func addFolder(_ folder: String, excluding excluded: FileIdentity?) -> Bool {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    let found = FileSystem.files(under: folder, excluding: excluded).filter { file in
      Self.isPicture(base + file)
    }
    for file in found.sorted(by: NaturalOrder.precedes) { add(base + file, as: file) }
    return !found.isEmpty
  }

  private mutating func addMatches(of pattern: String, excluding excluded: FileIdentity?) {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else {
      return problems.append("\(pattern): nothing matches")
    }
    let count = Int(result.gl_pathc)
    let matches = (0..<count).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
    var hasPicture = false
    for match in matches.sorted(by: NaturalOrder.precedes) {
      if let excluded, FileIdentity(path: match) == excluded { continue }
      if FileSystem.isFolder(match) {
        hasPicture = addFolder(match, excluding: excluded) || hasPicture
      } else if Self.isPicture(match) {
        add(match, as: PathText.name(match))
        hasPicture = true
      }
    }
    if !hasPicture { problems.append("\(pattern): no picture among what matches") }
  }

  private static func isPicture(_ path: String) -> Bool {
    if PathText.isPicture(path) { return true }
    let start = FileSystem.beginning(of: path, count: 8)
    return start.starts(with: [0x89, 0x50, 0x4E, 0x47]) || start.starts(with: [0xFF, 0xD8, 0xFF])
  }
}
