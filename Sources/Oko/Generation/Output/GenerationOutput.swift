public import OkoImaging
import OkoTraining

/// Writes generated pictures and sheets of them into a folder.
///
///     var output = try GenerationOutput(generator, called: "hands", to: "generated")
///     try output.write([GenerationRequest(seed: 7, classIndex: 5)]) { print($0) }
public struct GenerationOutput {
  private let generator: Generator
  private let model: String
  private let fingerprint: String
  private let folder: ResultFolder
  /// What each class is called in names of files.
  private let classFiles: [String]
  /// Whether pictures go into a folder for each class.
  public var usesClassFolders = false
  /// Whether what was drawn is also returned, for sheets.
  public var keepsPictures = true

  /// Makes the folder `path`, or takes that of an earlier run.
  ///
  /// - Throws: ``ResultError`` where anything but results lies in it, or it cannot be made.
  public init(_ generator: Generator, called model: String, to path: String) throws(ResultError) {
    (self.generator, self.model) = (generator, PathText.name(model))
    fingerprint = generator.fingerprint
    classFiles = Self.fileNames(of: generator.classNames)
    folder = try ResultFolder(path, for: [])
  }

  /// Checks that a dataset in `path` would hold nothing but what is written next.
  ///
  /// - Throws: ``ResultError`` where anything is there.
  public static func requireNew(_ path: String) throws(ResultError) {
    guard FileSystem.kind(of: path) == .absent || FileSystem.isEmptyFolder(path) else {
      throw ResultError("is not empty; name a new folder for the dataset", path: path)
    }
  }

  /// Writes a PNG for each of `requests`, told of to `report` by its path, and returns them where they are kept.
  ///
  /// - Throws: ``ResultError`` where one cannot be written, and what `report` throws.
  @discardableResult
  public func write(
    _ requests: [GenerationRequest], _ report: (String) throws -> Void
  ) throws -> [Image] {
    var pictures: [Image] = []
    // Few at a time, so that the first are there at once.
    for start in stride(from: 0, to: requests.count, by: 64) {
      let part = Array(requests[start..<min(start + 64, requests.count)])
      let drawn = generator.pictures(part)
      for (request, picture) in zip(part, drawn) {
        let name = name(of: request)
        let texts = generator.provenance(of: request, model: model, fingerprint: fingerprint)
        try folder.write(PNGEncoder.encode(picture, text: texts), to: name)
        try report("\(folder.path)/\(name)")
      }
      if keepsPictures { pictures += drawn }
    }
    return pictures
  }

  /// Writes a sheet as `name`, and returns its path.
  public func write(sheet: Image, as name: String) throws -> String {
    let texts = [
      PNGText("Software", "oko generate"), PNGText("Source", "generated pictures, no photographs"),
      PNGText("Model", model), PNGText("Model fingerprint", fingerprint),
    ]
    try folder.write(PNGEncoder.encode(sheet, text: texts), to: name)
    return "\(folder.path)/\(name)"
  }

  /// Writes `picture` as the PNG `path`, in a folder that is there, unless something is there already.
  ///
  /// - Throws: ``ResultError`` where it cannot be written.
  public static func write(_ picture: Image, to path: String) throws {
    guard FileSystem.kind(of: path) == .absent else {
      throw ResultError("is there already; name a new file", path: path)
    }
    let bytes = try PNGEncoder.encode(picture)
    do throws(TrainingError) { try AtomicFile.write(bytes, to: path) } catch {
      throw ResultError(error.message, path: path)
    }
  }

  /// The names without what a file may not be called, and with a number where that makes two alike.
  private static func fileNames(of classes: [String]) -> [String] {
    var taken: Set<String> = []
    return classes.enumerated().map { index, name in
      let plain = String(name.map { $0.isLetter || $0.isNumber || "-_ ".contains($0) ? $0 : "_" })
      let own = taken.contains(plain.lowercased()) || plain.isEmpty ? "\(plain)-\(index)" : plain
      taken.insert(own.lowercased())
      return own
    }
  }

  /// `seed000007.png`, with the class before or behind it.
  private func name(of request: GenerationRequest) -> String {
    let seed = "seed" + request.seed.padded(to: 6)
    guard !generator.classNames.isEmpty else { return seed + ".png" }
    let name = classFiles[request.classIndex]
    return usesClassFolders ? "\(name)/\(seed).png" : "\(seed)-\(name).png"
  }
}
