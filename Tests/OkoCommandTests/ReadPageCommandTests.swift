import Foundation
import Oko
import Testing

@Suite struct ReadPageCommandTests {
  @Test(arguments: [["--lines-model", "x"], ["--output", "x"], ["--line-conf", "0.1"]])
  func whatIsForPagesNeedsTheFlag(arguments: [String]) throws {
    let run = try CommandRun(["read", "a.png"] + arguments)
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("add --page"))
  }
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let receipt = root.appendingPathComponent("SampleImages/receipt/market.jpg").path

  private func read(_ arguments: String...) throws -> CommandRun {
    let models = Self.root.appendingPathComponent("Sources/Oko/Models").path
    return try CommandRun(
      ["read", "--page", Self.receipt] + arguments, environment: ["OKO_MODELS": models])
  }

  @Test func aCodeOfBarsIsNoText() throws {
    let run = try read("--json")
    let lines = try #require(
      try JSONValue(parsing: Array(run.output.utf8))["lines"]?.array)
    #expect(lines[0]["text"]?.string == "CAN MARKET & CO." && lines[0]["row"]?.int == 0)
    #expect(
      run.errors.contains("warning: \(Self.receipt): 1 line left out that can hardly be read"))
    for line in lines {
      let characters = try #require(line["characters"]?.array)
      #expect(characters.compactMap { $0["character"]?.string }.joined() == line["text"]?.string)
      let box = try #require(line["bbox"]?.array).compactMap(\.double)
      for character in characters {
        let own = try #require(character["bbox"]?.array).compactMap(\.double)
        #expect(own[0] >= box[0] - box[3] && own[0] + own[2] <= box[0] + box[2] + box[3])
        #expect(own[1] <= box[1] && own[1] + own[3] >= box[1] + box[3] - 1)
        #expect((0...1).contains(character["confidence"]?.double ?? -1))
      }
    }
    // Whoever wants everything, gets it; how sure answers are made to sound has no part in it.
    let all = try read("--line-conf", "0", "--json")
    let found = try JSONValue(parsing: Array(all.output.utf8))["lines"]?.array?.count
    #expect(found == lines.count + 1 && !all.errors.contains("left out"))
    let (plain, unsure) = (try read(), try read("--temperature", "100"))
    #expect(unsure.exitCode == 0 && unsure.output == plain.output)
  }

  @Test func aDetectorOfOtherThingsIsRefused() throws {
    let run = try read("--lines-model", "cells")
    #expect(run.exitCode == 64 && run.output.isEmpty)
    #expect(run.errors.contains("cells finds Platelets, RBC, WBC, but no lines of text"))
  }
}
