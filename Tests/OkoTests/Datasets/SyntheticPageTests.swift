import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SyntheticPageTests {
  @Test func aPageDependsOnItsSeedAndNumberAlone() {
    let source = SyntheticPage()
    let page = source.page(2, seed: 5)
    #expect(source.page(2, seed: 5).image == page.image)
    #expect(source.page(2, seed: 5).lines == page.lines)
    #expect(source.page(3, seed: 5).image != page.image)
    #expect(source.page(2, seed: 6).image != page.image)
  }

  @Test func linesLieOnThePageAndHardlyOverlap() {
    for index in 0..<12 {
      let page = SyntheticPage().page(index, seed: 1)
      #expect((480...800).contains(max(page.image.width, page.image.height)))
      #expect(!page.lines.isEmpty)
      for (number, line) in page.lines.enumerated() {
        #expect(line.classIndex == 0)
        #expect(line.box.clipped(to: page.image.size) == line.box)
        for other in page.lines[(number + 1)...] {
          #expect(line.box.intersectionOverUnion(other.box) < 0.4)
        }
      }
    }
  }

  /// Ink is darker than the paper around it: the darkest of a box is darker than its mean.
  @Test func thereIsInkInTheBoxes() {
    var (inked, all) = (0, 0)
    for index in 0..<6 {
      let page = SyntheticPage().page(index, seed: 3)
      let gray = page.image.converted(to: .gray)
      guard case .uint8(let samples) = gray.samples else { continue }
      for line in page.lines {
        var (sum, count, darkest) = (0, 0, 255)
        for row in Int(line.box.y)..<Int(line.box.maxY) {
          for column in Int(line.box.x)..<Int(line.box.maxX) {
            let value = Int(samples[row * gray.width + column])
            (sum, count, darkest) = (sum + value, count + 1, min(darkest, value))
          }
        }
        all += 1
        if count > 0, darkest < sum / count * 8 / 10 { inked += 1 }
      }
    }
    #expect(inked * 20 > all * 19)
  }

  @Test func linesAtHandArePastedAndThePagesAreADataset() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "oko-page-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = folder.path + "/lines"
    try SyntheticTextDataset.write(SyntheticText(), count: 60, to: lines)
    let source = SyntheticPage(pictures: try LinePictures(folder: lines))
    let set = folder.path + "/set"
    try SyntheticPageDataset.write(source, count: 6, to: set)
    let dataset = try DetectionDataset.load(folder: set)
    #expect(dataset.classNames == ["line"])
    #expect(dataset.samples(.train).count == 5)
    #expect(dataset.samples(.val).count == 1)
    #expect(throws: DatasetError.self) { try LinePictures(folder: set) }
    // Texts beside pictures do as well.
    let beside = folder.path + "/beside"
    try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: lines + "/train/000000.jpg", toPath: beside + "/a.jpg")
    try Data("TOTAL".utf8).write(to: URL(fileURLWithPath: beside + "/a.txt"))
    #expect(throws: Never.self) { try LinePictures(folder: beside) }
    // The same pages without the lines look otherwise.
    let differ = (0..<6).contains { source.page($0).image != SyntheticPage().page($0).image }
    #expect(differ)
  }
}
