#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of a run: `runs/<task>/<name>`, with a number behind it where that is taken.
///
///     let run = try RunFolder.create("runs/detect/street")
///     try run.save(arguments)  // training.json, for a later resume
public struct RunFolder: Sendable, Hashable {
  /// The path of the folder.
  public let path: String

  /// Makes a new folder `path`, or `path2`, `path3`… where it is taken; nothing is ever overwritten.
  ///
  /// An empty folder that is already there is used.
  public static func create(_ path: String) throws(TrainingError) -> RunFolder {
    var stem = path
    while stem.count > 1 && stem.hasSuffix("/") { stem.removeLast() }
    let parent = stem.lastIndex(of: "/").map { String(stem[..<$0]) } ?? "."
    do {
      if !parent.isEmpty {
        try FileManager.default.createDirectory(
          atPath: parent, withIntermediateDirectories: true)
      }
    } catch {
      throw TrainingError(.file, "the folder cannot be made: \(error)", file: parent)
    }
    for number in 1...100_000 {
      let candidate = number == 1 ? stem : "\(stem)\(number)"
      // Of two runs that start at once, one makes the folder and the other takes the next.
      if mkdir(candidate, 0o755) == 0 { return RunFolder(path: candidate) }
      guard errno == EEXIST else { throw AtomicFile.failure(candidate) }
      if let content = try? FileManager.default.contentsOfDirectory(atPath: candidate),
        content.isEmpty
      {
        return RunFolder(path: candidate)
      }
    }
    throw TrainingError(.file, "there are too many runs of this name", file: stem)
  }

  /// The folder of an earlier run, named by itself or by one of its checkpoints.
  public static func existing(_ path: String) throws(TrainingError) -> RunFolder {
    var folder = path
    if folder.hasSuffix(".safetensors") {
      folder = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
    }
    while folder.count > 1 && folder.hasSuffix("/") { folder.removeLast() }
    let store = CheckpointStore(folder: folder)
    guard store.exists || access(store.previous, F_OK) == 0 else {
      throw TrainingError(
        .checkpoint, "there is no last.safetensors to go on from", file: folder)
    }
    return RunFolder(path: folder)
  }

  /// Writes the arguments of the run as `training.json`.
  public func save(_ arguments: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write([UInt8](encoder.encode(arguments)) + [0x0a], to: argumentsPath)
  }

  /// Reads the arguments that `save(_:)` wrote.
  public func arguments<Arguments: Decodable>(
    _ type: Arguments.Type
  ) throws(TrainingError) -> Arguments {
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: argumentsPath))
      return try JSONDecoder().decode(type, from: data)
    } catch DecodingError.dataCorrupted {
      throw TrainingError(.file, "is not the JSON that a run writes", file: argumentsPath)
    } catch let error as DecodingError {
      throw TrainingError(
        .file, "is of a run of another task, or was changed: \(Self.place(of: error))",
        file: argumentsPath)
    } catch {
      throw TrainingError(
        .file, "the arguments of the run cannot be read: \(error)", file: argumentsPath)
    }
  }

  /// What does not fit.
  private static func place(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "there is no \"\(key.stringValue)\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" does not fit"
    default: "it does not fit"
    }
  }

  private var argumentsPath: String { path + "/training.json" }
}
