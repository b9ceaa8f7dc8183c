import Foundation
import OkoTensors
import OkoTraining
import Testing

@Suite("A run in a process of its own", .serialized)
struct KillTests {
  private static let epochs = 150

  private func start(_ folder: TemporaryFolder, rest: Int, output: Pipe? = nil) throws -> Process {
    let process = Process()
    process.executableURL = try ToyExecutable.url()
    process.arguments = [folder.path, "\(Self.epochs)", "\(rest)"]
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func finish(_ folder: TemporaryFolder) throws -> [String: [UInt32]] {
    let process = try start(folder, rest: 0)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try CheckpointStore.read(folder.file("last.safetensors")).tensors.mapValues {
      $0.scalars.map(\.bitPattern)
    }
  }

  @Test("Killed at 50 random moments, it ends with the weights of an uninterrupted run")
  func survivesKills() throws {
    let (whole, killed) = (try TemporaryFolder(), try TemporaryFolder())
    let expected = try finish(whole)
    var resumed = 0
    for _ in 0..<50 {
      let process = try start(killed, rest: 2000)
      usleep(.random(in: 1_000...110_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal)
      // Whatever the moment, what lies in the folder is whole.
      let store = CheckpointStore(folder: killed.path)
      guard store.exists else { continue }
      _ = try CheckpointStore.read(store.last)
      resumed += 1
    }
    #expect(resumed > 20)
    #expect(try finish(killed) == expected)
    let table = try String(contentsOfFile: killed.file("results.csv"), encoding: .utf8)
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
    #expect(rows.map { Int($0) } == (1...Self.epochs).map { $0 })
  }

  @Test(
    "SIGTERM and SIGINT finish the step, save and say how to go on", arguments: [SIGTERM, SIGINT])
  func savesOnSignal(signal: Int32) throws {
    let (whole, stopped) = (try TemporaryFolder(), try TemporaryFolder())
    let output = Pipe()
    let process = try start(stopped, rest: 2000, output: output)
    let store = CheckpointStore(folder: stopped.path)
    for _ in 0..<5000 where !store.exists { restBriefly() }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(text.contains(signal == SIGTERM ? "stopped by SIGTERM" : "stopped by SIGINT"))
    #expect(text.contains("go on with --resume \(stopped.path)"))
    #expect(try finish(stopped) == finish(whole))
  }

  @Test("A second signal ends it at once")
  func endsAtSecondSignal() throws {
    let folder = try TemporaryFolder()
    let process = try start(folder, rest: 30_000_000)
    usleep(300_000)
    for _ in 0..<300 where process.isRunning {
      kill(process.processIdentifier, SIGTERM)
      usleep(20_000)
    }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGTERM)
  }
}

/// Where the build put `ToyTraining`: beside the tests.
enum ToyExecutable {
  struct Absent: Error {}

  static func url() throws -> URL {
    var folders = [URL(fileURLWithPath: CommandLine.arguments[0]), Bundle.main.bundleURL]
    folders.append(Bundle(for: TemporaryFolder.self).bundleURL)
    for start in folders {
      var folder = start
      for _ in 0..<5 {
        let file = folder.appendingPathComponent("ToyTraining")
        if FileManager.default.isExecutableFile(atPath: file.path), !isFolder(file) { return file }
        folder.deleteLastPathComponent()
      }
    }
    throw Absent()
  }

  private static func isFolder(_ url: URL) -> Bool {
    (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }
}
