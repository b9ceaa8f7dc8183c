import Foundation

/// One run of the built command `oko`: what it printed and how it ended.
struct CommandRun {
  let exitCode: Int32
  let output: String
  let errors: String

  /// Runs `oko` with `arguments` in `folder` and waits for its end.
  init(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let files = try TemporaryFolder()
    let (outputPath, errorPath) = (files.file("output"), files.file("errors"))
    for path in [outputPath, errorPath] {
      try Data().write(to: URL(fileURLWithPath: path))
    }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errorPath))
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    exitCode = process.terminationStatus
    output = try String(contentsOfFile: outputPath, encoding: .utf8)
    errors = try String(contentsOfFile: errorPath, encoding: .utf8)
  }

  /// The lines on standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// Where the build put `oko`: beside the tests.
  static func executable() throws -> URL {
    let places = [CommandLine.arguments[0], Bundle.main.executablePath ?? ""]
    for place in places + Bundle.allBundles.map(\.bundlePath) {
      var folder = URL(fileURLWithPath: place).deletingLastPathComponent()
      for _ in 0..<4 {
        let file = folder.appendingPathComponent("oko")
        if FileManager.default.isExecutableFile(atPath: file.path),
          (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
        {
          return file
        }
        folder.deleteLastPathComponent()
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

/// A folder that goes with the value that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("oko-command-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes `bytes` to the file `name`, with the folders that it needs.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(fileURLWithPath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// The bytes of every file by its path in the folder.
  func contents(of name: String) throws -> [String: Data] {
    let root = file(name)
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      contents[path] = FileManager.default.contents(atPath: root + "/" + path)
    }
    return contents
  }
}
