import Foundation
import OkoImaging
import Testing

/// Files that promise far more than they hold, each decoded in a process of its own that is measured.
@Suite("Bombs are refused within half a second and 64 MB", .serialized)
struct BombTests {
  private static let milliseconds = 500
  private static let kilobytes = 64 * 1024

  @Test(
    "A chunk that is longer than its file is refused before memory is asked for",
    arguments: ["eXIf", "pCAL", "sCAL", "sPLT", "iCCP", "zTXt", "tEXt", "hIST", "vpAg"])
  func longChunk(type: String) throws {
    var chunks = PNGChunks.split(
      try PNGEncoder.encode(TestPictures.gradient(Size(width: 4, height: 4), .gray)))
    chunks.insert(.init(type: type, data: [UInt8](repeating: 65, count: 40)), at: 1)
    var bytes = PNGChunks.join(chunks)
    bytes.replaceSubrange(33..<37, with: PNGChunks.bigEndian(0x3fff_ffff))
    let file = try TemporaryFile(bytes)
    let probe = try Probe(file.path)
    #expect(probe.outcome == "damaged")
    #expect(probe.milliseconds < Self.milliseconds)
    #expect(probe.kilobytes < Self.kilobytes)
    let error = #expect(throws: ImageError.self) { try ImageDecoder.decode(bytes) }
    #expect(error?.byteOffset == 33)
    #expect(error?.message.contains(type) == true)
  }

  @Test("A strict refusal gives back what libpng holds at the time")
  func strictRefusal() throws {
    var chunks = PNGChunks.split(
      try PNGEncoder.encode(TestPictures.gradient(Size(width: 4, height: 4), .gray)))
    // Four parameters of which one is no number: libpng holds their list while it warns of that.
    let content = Array("name".utf8) + [UInt8](repeating: 0, count: 9) + [3, 4]
    chunks.insert(
      .init(type: "pCAL", data: content + Array("unit\01\02\0x\04".utf8)), at: 1)
    let file = try TemporaryFile(PNGChunks.join(chunks))
    let once = try Probe(file.path)
    let often = try Probe(file.path, repeats: 100_000)
    #expect(once.outcome == "decoded")
    #expect(often.kilobytes - once.kilobytes < 2048)
  }

  @Test(
    "Each bomb and each broken file of the corpus is refused",
    .enabled(if: CorpusIndex.folder != nil, "the folder ../shared/corpus is absent"))
  func corpus() throws {
    let limited = try CorpusIndex.entries(["png", "jpeg"], ["limit"])
    #expect(limited.count == 11)
    let broken = try CorpusIndex.entries(["png", "jpeg"], ["error"])
    #expect(broken.count == 663)
    for entry in limited + broken {
      let probe = try Probe(entry.path)
      let line = "\(entry.file): \(probe)"
      if probe.outcome == "decoded" { Issue.record("\(line)") }
      if entry.status == "limit", probe.outcome != "tooLarge" { Issue.record("\(line)") }
      if probe.milliseconds >= Self.milliseconds { Issue.record("\(line)") }
      if probe.kilobytes >= Self.kilobytes { Issue.record("\(line)") }
    }
  }
}

/// What one run of `PictureProbe` printed.
private struct Probe: CustomStringConvertible {
  let outcome: String
  let milliseconds: Int
  let kilobytes: Int

  var description: String { "\(outcome), \(milliseconds) ms, \(kilobytes) kB" }

  struct Failure: Error {
    let output: String
  }

  init(_ path: String, repeats: Int = 0) throws {
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = [path] + (repeats > 0 ? ["\(repeats)"] : [])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let fields = output.split(whereSeparator: \.isWhitespace)
    guard process.terminationReason == .exit, fields.count == 3, let time = Int(fields[1]),
      let memory = Int(fields[2]), memory > 0
    else { throw Failure(output: "\(path): \(output)") }
    outcome = String(fields[0])
    milliseconds = time
    kilobytes = memory
  }

  /// The program beside the bundle of the tests.
  private static func executable() throws -> URL {
    let starts = [
      URL(fileURLWithPath: CommandLine.arguments[0]), Bundle.main.bundleURL,
      Bundle(for: TemporaryFile.self).bundleURL,
    ]
    for start in starts {
      var folder = start
      for _ in 0..<5 {
        let file = folder.appendingPathComponent("PictureProbe")
        let isFolder = try? file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
        if FileManager.default.isExecutableFile(atPath: file.path), isFolder != true { return file }
        folder.deleteLastPathComponent()
      }
    }
    throw Failure(output: "PictureProbe was not built")
  }
}

/// A file that is gone with its last reference.
private final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    path = NSTemporaryDirectory() + "oko-probe-\(UInt64.random(in: 0 ... .max))"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
