import Foundation
import Testing

@Suite struct CompletionsCommandTests {
  @Test(arguments: ["bash", "zsh", "fish"])
  func theScriptKnowsTheCommandsAndItsShellCanReadIt(shell: String) throws {
    let run = try CommandRun(["completions", shell])
    #expect(run.exitCode == 0)
    #expect(run.output.contains("completions"))
    #expect(run.output.contains("synth"))
    let path = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + shell }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let path else { return }
    let folder = try TemporaryFolder()
    try run.output.write(toFile: folder.file("script"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-n", folder.file("script")]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
