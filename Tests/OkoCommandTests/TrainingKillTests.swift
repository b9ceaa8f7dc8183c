import Foundation
import Oko
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs of each task that are killed again and again and taken up each time.
@Suite(.serialized) struct TrainingKillTests {
  /// What trains for six epochs on ten drawn pictures of 64 × 64 pixels.
  static let commands: [[String]] = [
    ["train", "detect", "--imgsz", "64"],
    ["train", "segment", "--width", "4", "--patch", "64"],
    ["train", "generate", "--imgsz", "32", "--width", "16"],
  ]

  @Test(arguments: commands)
  func aRunThatIsKilledEndsWithTheWeightsOfOneThatIsNot(command: [String]) throws {
    let folder = try TemporaryFolder()
    try SyntheticDataset.write(
      SyntheticKind.shapes.source(size: Size(width: 64, height: 64), seed: 3), count: 10,
      to: folder.file("shapes"))
    let arguments = command + ["--data", "shapes", "--batch", "2", "--epochs", "6", "--output"]
    let whole = try CommandRun(arguments + ["whole"], in: folder.path)
    #expect(whole.exitCode == 0)

    var kills = 0
    try kill(arguments + ["killed"], in: folder, after: 0.3, counting: &kills)
    var random = SystemRandomNumberGenerator()
    while kills < 8, FileManager.default.fileExists(atPath: folder.file("killed/last.safetensors"))
    {
      let moment = Double.random(in: 0.05...0.4, using: &random)
      let resume = Array(command.prefix(2)) + ["--resume", "killed"]
      guard try kill(resume, in: folder, after: moment, counting: &kills) else { break }
    }
    let end =
      FileManager.default.fileExists(atPath: folder.file("killed/last.safetensors"))
      ? try CommandRun(Array(command.prefix(2)) + ["--resume", "killed"], in: folder.path)
      : try CommandRun(arguments + ["killed"], in: folder.path)
    #expect(end.exitCode == 0, "\(end.errors)")
    let place = try #require(end.lines.last).replacingOccurrences(of: "/best.safetensors", with: "")
    let bits = try ["whole", place].map { try weights(folder.file("\($0)/last.safetensors")) }
    #expect(bits[0] == bits[1])
  }

  private func weights(_ path: String) throws -> [String: [UInt32]] {
    try CheckpointStore.read(path).tensors.mapValues { $0.scalars.map(\.bitPattern) }
  }

  /// Starts `oko` and kills it after `seconds`; false where it had ended by itself.
  @discardableResult
  private func kill(
    _ arguments: [String], in folder: TemporaryFolder, after seconds: Double,
    counting kills: inout Int
  ) throws -> Bool {
    let process = Process()
    process.executableURL = try CommandRun.executable()
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    let isRunning = process.isRunning
    if isRunning {
      signalKill(process.processIdentifier)
      kills += 1
    }
    process.waitUntilExit()
    return isRunning
  }
}

/// Kills a process at once; outside the suite, whose own `kill` hides the system's.
private func signalKill(_ process: Int32) {
  _ = kill(process, SIGKILL)
}
