import Foundation
import Oko
import Testing

@Suite struct ReadCommandTests {
  @Test func `each line of text is a line of output, in natural order`() throws {
    let run = try ReadFixture().run("read", "lines")
    #expect(run.exitCode == 0)
    #expect(
      run.lines.map { $0.split(separator: ":").first }
        == (0..<5).map { Substring("lines/a\($0).png") })
    #expect(run.errors.hasPrefix("5 pictures; ms each: decode "))
  }

  @Test func `JSON has the place and the confidence of every character`() throws {
    let run = try ReadFixture().run("read", "lines/a1.png", "--json")
    let object = try JSONValue(parsing: Array(run.output.utf8))
    #expect(object["image"]?.string == "lines/a1.png")
    let text = try #require(object["text"]?.string)
    let characters = try #require(object["characters"]?.array)
    #expect(characters.compactMap { $0["character"]?.string }.joined() == text)
    for character in characters {
      let box = character["bbox"]?.array?.compactMap(\.double) ?? []
      #expect(box.count == 4 && box[0] >= 0 && box[0] + box[2] <= 90.01)
      #expect((0...1).contains(character["confidence"]?.double ?? -1))
    }
  }

  @Test func `a broken file is reported and the others go on`() throws {
    let fixture = try ReadFixture()
    try fixture.folder.write(Array("<html>".utf8), to: "lines/a0.jpg")
    let run = try fixture.run("read", "lines", "absent.png")
    #expect(run.exitCode == 2 && run.lines.count == 5)
    #expect(run.errors.contains("oko: error: absent.png: no such file"))
    #expect(run.errors.contains("oko: error: lines/a0.jpg: "))
  }

  @Test func `a model for another task is refused`() throws {
    let fixture = try ReadFixture()
    let run = try CommandRun(
      ["classify", "lines", "--model", "toy.safetensors"], in: fixture.folder.path)
    #expect(run.exitCode == 1)
    #expect(run.errors.contains("a model for \"read\", not for \"classify\""))
  }

  @Test func `the text does not depend on the threads`() throws {
    let fixture = try ReadFixture()
    let found = try ["1", "2"].map { threads in
      try fixture.run("read", "lines/a1.png", "--json", "--threads", threads).output
        .split(separator: "\"ms\"").first
    }
    #expect(found[0] == found[1] && found[0] != nil)
  }

  @Test func `a text is drawn by its seed`() throws {
    let fixture = try ReadFixture()
    func read(_ arguments: String...) throws -> String {
      let arguments = ["read", "lines", "--model", "toy.safetensors"] + arguments
      return try CommandRun(arguments, in: fixture.folder.path).output
    }
    #expect(try read("--sample", "1") == read("--sample", "1"))
    #expect(try read("--sample", "1") != read("--sample", "2"))
    #expect(try read("--sample", "1", "--temperature", "0") == read())
  }

  @Test(arguments: [
    (["--sample", "1", "--beam", "5"], "--beam looks for the likeliest"),
    (["--sample", "1", "--corpus", "a.txt"], "--corpus looks for the likeliest"),
    (["--sample", "-1"], "'-1' is invalid for '--sample"),
    (["--lexicon-penalty", "3"], "add --lexicon"),
    (["--lexicon", "a.txt", "--lexicon-penalty", "-1"], "it must be from 0.0 to inf"),
    (["--lexicon", "a.txt", "--lexicon-penalty", "nan"], "it must be from 0.0 to inf"),
  ])
  func `options that do not go together are wrong usage`(
    arguments: [String], message: String
  ) throws {
    let run = try CommandRun(["read", "a.png"] + arguments)
    #expect(run.exitCode == 64 && run.errors.contains(message))
  }

  @Test func `a word outside of the lexicon has its price`() throws {
    let fixture = try ReadFixture()
    try fixture.folder.write(Array("zebra\n".utf8), to: "words.txt")
    func read(_ arguments: String...) throws -> String {
      let arguments = ["read", "lines", "--model", "toy.safetensors", "--beam", "10"] + arguments
      return try CommandRun(arguments, in: fixture.folder.path).output
    }
    let strict = try read("--lexicon", "words.txt")
    #expect(try read("--lexicon", "words.txt", "--lexicon-penalty", "0") == read())
    #expect(try read("--lexicon", "words.txt", "--lexicon-penalty", "inf") == strict)
    #expect(try read() != strict)
  }
}
