import Testing

@Suite struct ReadPageCommandTests {
  @Test(arguments: [["--lines-model", "x"], ["--output", "x"]])
  func whatIsForPagesNeedsTheFlag(arguments: [String]) throws {
    let run = try CommandRun(["read", "a.png"] + arguments)
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("add --page"))
  }
}
