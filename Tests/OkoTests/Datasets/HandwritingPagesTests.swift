import Oko
import Testing

@Suite struct HandwritingPagesTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  /// Writes four lines on each of `pages` pages, the last of each marked err.
  private func writeLines(pages: Int, under place: (Int) -> String) throws {
    var list = "#--- lines.txt ---#\n"
    for page in 0..<pages {
      for line in 0..<4 {
        let name = "a01-00\(page)-0\(line)"
        try folder.writePicture("\(place(page))/\(name).png", width: 40, height: 16)
        list += "\(name) \(line == 3 ? "err" : "ok") 154 19 408 746 1661 89 A|line\n"
      }
    }
    try folder.write(list, to: "lines.txt")
  }

  private func page(_ sample: TextSample) -> Substring {
    sample.imagePath.split(separator: "/").last?.prefix(7) ?? ""
  }

  @Test func aPageIsHeldBackAsAWhole() throws {
    try writeLines(pages: 5) { "lines/a01/a01-00\($0)" }
    let dataset = try TextDataset.load(folder: folder.path)
    let validating = Set(dataset.samples(.val).map(page))
    #expect(validating.count == 1 && dataset.samples(.val).count == 4)
    #expect(validating.isDisjoint(with: dataset.samples(.train).map(page)))
    #expect(
      dataset.issues.map(\.description) == [
        "lines.txt: note: lines whose words were cut apart badly (err), used as well: 5",
        ".: note: no validation split: 4 of 20 training pictures validate instead, "
          + "those of 1 of 5 pages",
      ])
  }

  @Test func ofOnePageSingleLinesAreHeldBack() throws {
    try writeLines(pages: 1) { _ in "a01" }
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.samples(.train).count == 3 && dataset.samples(.val).count == 1)
  }

  @Test func foldersOfSplitsPartTheLines() throws {
    try writeLines(pages: 3) { ["train/a01", "validation/a01", "test"][$0] }
    let dataset = try TextDataset.load(folder: folder.path)
    for (split, name) in [(DatasetSplit.train, "a01-000"), (.val, "a01-001"), (.test, "a01-002")] {
      #expect(Set(dataset.samples(split).map(page)) == [Substring(name)])
    }
  }
}
