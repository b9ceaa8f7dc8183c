import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of results that are called after their inputs.
///
/// It never replaces an input, and nothing else either: the folder is new or empty, or a hidden file in it says
/// that results are all that it holds.
public struct ResultFolder: Sendable {
  /// The folder.
  public let path: String
  private let forbidden: Set<FileIdentity>
  private var taken: Set<String> = []
  /// What some results of a picture have behind its name, such as `-classes`; no other picture gets such a name.
  package var endings: [String] = []

  /// Makes the folder `path` for the results of `inputs`, or takes that of an earlier run.
  ///
  /// - Throws: ``ResultError`` where an input or anything but results lies in it, or it cannot be made.
  public init(_ path: String, for inputs: [InputPicture]) throws(ResultError) {
    self.path = path
    var folders: [String: FileIdentity] = [:]
    for input in inputs {
      let folder = PathText.folder(input.path)
      if folders[folder] == nil { folders[folder] = FileIdentity(path: folder) }
    }
    forbidden = Set(folders.values)
    try Self.check(path, forbidden)
    try Self.make(path)
    guard FileSystem.isFolder(path) else { throw ResultError("a file, not a folder", path: path) }
    guard access(path, W_OK) == 0 else {
      throw ResultError("cannot be written to: \(String(cString: strerror(errno)))", path: path)
    }
    let mark = path + "/" + Self.mark
    guard !FileSystem.isFile(mark) else { return }
    guard FileSystem.isEmptyFolder(path) else {
      throw ResultError("holds other files; name a new or empty folder", path: path)
    }
    try Self.write(Array("Results of Oko; a later run replaces them.\n".utf8), to: mark)
  }

  /// The file that tells a folder of results.
  private static let mark = ".oko-results"

  private static func make(_ folder: String) throws(ResultError) {
    do throws(DatasetError) { try FileSystem.makeFolder(folder) } catch {
      throw ResultError("cannot be made: \(error.message)", path: error.path)
    }
  }

  /// The path without an extension for the results of `input`: its name, and a number where that is taken.
  public mutating func stem(for input: InputPicture) -> String {
    var wanted = PathText.withoutExtension(PathText.normalized(input.name))
    if wanted.isEmpty { wanted = "picture" }
    var name = wanted
    var number = 1
    // Some disks do not tell capital from small letters.
    func names() -> [String] { ([""] + endings).map { (name + $0).lowercased() } }
    while names().contains(where: taken.contains) {
      number += 1
      name = "\(wanted)-\(number)"
    }
    taken.formUnion(names())
    return name
  }

  /// Writes `bytes` to `name`, making the folders it lies in; the file is there wholly or not at all.
  public func write(_ bytes: [UInt8], to name: String) throws(ResultError) {
    let file = path + "/" + name
    let folder = PathText.folder(file)
    try Self.check(folder, forbidden)
    try Self.make(folder)
    try Self.write(bytes, to: file)
  }

  private static func write(_ bytes: [UInt8], to file: String) throws(ResultError) {
    do throws(TrainingError) { try AtomicFile.write(bytes, to: file) } catch {
      throw ResultError(error.message, path: file)
    }
  }

  private static func check(
    _ folder: String, _ forbidden: Set<FileIdentity>
  ) throws(ResultError) {
    guard let identity = FileIdentity(path: folder), forbidden.contains(identity) else { return }
    throw ResultError(
      "pictures of the input lie in this folder; name another one, nothing is overwritten",
      path: folder)
  }
}

/// Why a result cannot be written.
public struct ResultError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// The file or folder.
  public let path: String

  init(_ message: String, path: String) {
    self.message = message
    self.path = path
  }

  /// The path, then the message.
  public var description: String { "\(path): \(message)" }
}
