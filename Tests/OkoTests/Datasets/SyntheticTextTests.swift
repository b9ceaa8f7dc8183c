import Foundation
import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct SyntheticTextTests {
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "oko-text-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test func aLineDependsOnItsSeedAndNumberAlone() {
    let source = SyntheticText()
    let line = source.line(3, seed: 7)
    #expect(source.line(3, seed: 7).image == line.image)
    #expect(source.line(3, seed: 7).text == line.text)
    #expect(source.line(4, seed: 7).image != line.image)
    #expect(source.line(3, seed: 8).image != line.image)
  }

  @Test func linesHaveInkOnPaperAndATextWithoutBlanksAround() {
    var source = SyntheticText()
    source.heights = 32...48
    var heights: Set<Int> = []
    for index in 0..<60 {
      let line = source.line(index)
      heights.insert(line.image.height)
      #expect((32...48).contains(line.image.height))
      #expect(line.image.channels == .gray)
      #expect(!line.text.isEmpty)
      #expect(line.text == line.text.trimmingCharacters(in: .whitespaces))
      guard case .uint8(let samples) = line.image.samples else { continue }
      #expect(Int(samples.max() ?? 0) - Int(samples.min() ?? 0) > 20)
    }
    #expect(heights.count > 8)
  }

  @Test func aLongerTextIsAWiderPicture() {
    func meanWidth(_ text: String) -> Int {
      let source = SyntheticText(texts: .lines([text]))
      return (0..<20).map { source.line($0).image.width }.reduce(0, +) / 20
    }
    let (short, long) = (meanWidth("TOTAL"), meanWidth("TOTAL TOTAL TOTAL"))
    #expect(long > 2 * short && long < 5 * short)
  }

  @Test func labelsAreInUpperCaseWhereThatIsAskedFor() {
    var source = SyntheticText(texts: .lines(["Milk 1l", "straße"]))
    source.hasUpperCaseLabels = true
    #expect(Set((0..<20).map { source.line($0).text }) == ["MILK 1L", "STRASSE"])
  }

  @Test func charactersThatNoFaceHasAreLeftOut() {
    let source = SyntheticText(texts: .lines(["AB 漢字 C"]))
    #expect(source.line(0).text == "AB C")
  }

  @Test func whatNoFaceHasIsTold() {
    let coverage = TextCoverage(of: .lines(["AB 漢字 C", "字", "Milk 1l", "漢 字"]), in: [])
    #expect(coverage.missing == ["字", "漢"] && coverage.incompleteCount == 3)
    #expect(coverage.count == 4 && !coverage.isEmpty)
    #expect(coverage.warning?.hasPrefix("no font has 字 漢, in 3 lines of 4; ") == true)
    guard case .lines(let left) = coverage.texts else {
      Issue.record("no lines")
      return
    }
    #expect(left == ["AB 漢字 C", "Milk 1l"])
    let whole = TextCoverage(of: .lines(["Milk 1l"]), in: [])
    #expect(whole.warning == nil && whole.missing.isEmpty && !whole.isEmpty)
    #expect(TextCoverage(of: .lines(["漢字"]), in: []).isEmpty)
    #expect(!TextCoverage(of: .receipts, in: []).isEmpty)
  }

  @Test func textsAreReadFromAFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("texts.txt")
    try Data(" one\ttwo \r\n\n  \nthree\n".utf8).write(to: file)
    guard case .lines(let lines) = try TextSource.load(path: file.path) else {
      Issue.record("no lines")
      return
    }
    #expect(lines == ["one two", "three"])
    for bytes in [Data(), Data(" \n\n".utf8), Data([0x41, 0xff, 0x0a])] {
      try bytes.write(to: file)
      #expect(throws: DatasetError.self) { try TextSource.load(path: file.path) }
    }
    #expect(throws: DatasetError.self) { try TextSource.load(path: folder.path + "/none") }
  }

  @Test func fontsThatCannotBeReadAreWarnedOfAndAFolderWithoutAnyIsAnError() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("OTTO".utf8 + Data(count: 40)).write(to: folder.appendingPathComponent("a.otf"))
    try Data("no font".utf8).write(to: folder.appendingPathComponent("b.TTF"))
    try Data("notes".utf8).write(to: folder.appendingPathComponent("c.txt"))
    do throws(DatasetError) {
      _ = try TypeFace.load(folder: folder.path)
      Issue.record("fonts were found")
    } catch {
      #expect(error.code == .empty)
      #expect(error.issues.map(\.path) == ["a.otf", "b.TTF"])
      #expect(error.issues.first?.message.contains("CFF") == true)
    }
  }

  @Test func aWrittenSetHoldsARowForEachPicture() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let set = folder.path + "/set"
    try SyntheticTextDataset.write(SyntheticText(), count: 11, seed: 2, to: set)
    for (split, numbers) in [("train", [0, 1, 2, 3, 5, 6, 7, 8, 10]), ("val", [4, 9])] {
      let table = try String(contentsOfFile: "\(set)/\(split).tsv", encoding: .utf8)
      let rows = table.split(separator: "\n").map { $0.split(separator: "\t", maxSplits: 1) }
      #expect(rows.count == numbers.count)
      for (row, number) in zip(rows, numbers) {
        #expect(row.last.map(String.init) == SyntheticText().line(number, seed: 2).text)
        let path = "\(set)/\(row.first ?? "")"
        #expect(try ImageDecoder.decode(path: path).image.height == 32)
      }
    }
    #expect(throws: DatasetError.self) {
      try SyntheticTextDataset.write(SyntheticText(), count: 1, to: set)
    }
  }
}
