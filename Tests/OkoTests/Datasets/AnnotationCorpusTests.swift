import Foundation
import Oko
import OkoImaging
import TestSupport
import Testing

/// One row of the corpus index about an annotation file.
struct CorpusRow: Sendable, CustomTestStringConvertible {
  let path: String
  let expected: String
  var testDescription: String { path }

  static func all(_ format: String) -> [CorpusRow] {
    guard let index = SharedFolder.path("corpus/INDEX.tsv"),
      let text = try? String(contentsOfFile: index, encoding: .utf8)
    else { return [] }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count > 5, columns[5] == "annotations",
        columns[0].hasPrefix("other/annotations/\(format)/"),
        let path = SharedFolder.path("corpus/" + columns[0])
      else { return nil }
      return CorpusRow(path: path, expected: columns[4])
    }
  }

  var bytes: [UInt8] { get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } }
}

/// Every annotation file of the corpus gives what its index asks; without the corpus there are no cases.
@Suite struct AnnotationCorpusTests {
  private func load(_ folder: DatasetFolderFixture) throws -> DetectionDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    options.heldBackShare = 0
    return try DetectionDataset.load(folder: folder.path, options: options)
  }

  private func hold(
    _ row: CorpusRow, _ issues: [DatasetIssue], clipped: Int, label: String
  ) {
    let worse = issues.filter { $0.severity != .note }
    let errors = issues.filter { $0.severity == .error }
    switch row.expected {
    case "ok", "ok (read the image)": #expect(worse.isEmpty)
    case "ok (clip, count it)":
      #expect(worse.isEmpty)
      #expect(clipped == 1)
    case "ok or error, never a crash": break
    case "error with file:line":
      #expect(!errors.isEmpty)
      #expect(errors.allSatisfy { $0.path == label && $0.line != nil })
    case "error with line:column":
      #expect(errors.contains { $0.line != nil && $0.column != nil })
    case "warning with file:line, not modified":
      #expect(errors.isEmpty)
      #expect(worse.count == 1)
      #expect(worse.allSatisfy { $0.path == label && $0.line != nil })
    case "warning, use the image":
      #expect(errors.isEmpty)
      #expect(worse.count == 1)
    case "error", "error, nothing read": #expect(!errors.isEmpty)
    case "error or warning with the annotation id / byte offset": #expect(!worse.isEmpty)
    default: Issue.record("an expectation that the test does not know: \(row.expected)")
    }
  }

  @Test(arguments: CorpusRow.all("yolo"))
  func yoloLabels(row: CorpusRow) throws {
    let folder = try DatasetFolderFixture()
    let names = (0..<80).map { "  \($0): class\($0)" }.joined(separator: "\n")
    try folder.write("train: images/train\nnames:\n\(names)\n", to: "data.yaml")
    try folder.writePicture("images/train/a.png")
    try folder.write(row.bytes, to: "labels/train/a.txt")
    let dataset = try load(folder)
    hold(row, dataset.issues, clipped: dataset.clippedBoxes, label: "labels/train/a.txt")
  }

  @Test(arguments: CorpusRow.all("voc"))
  func vocAnnotations(row: CorpusRow) throws {
    let folder = try DatasetFolderFixture()
    // A PNG called .jpg: the format goes by the signature.
    try folder.writePicture("JPEGImages/a.jpg")
    try folder.write(row.bytes, to: "Annotations/a.xml")
    try folder.write("a\n", to: "ImageSets/Main/train.txt")
    let dataset = try load(folder)
    hold(row, dataset.issues, clipped: dataset.clippedBoxes, label: "Annotations/a.xml")
    #expect(!dataset.classNames.contains { $0.contains("root:") })
  }

  @Test(arguments: CorpusRow.all("coco"))
  func cocoAnnotations(row: CorpusRow) throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.jpg")
    try folder.write(row.bytes, to: "annotations/instances_train.json")
    let dataset = try load(folder)
    hold(
      row, dataset.issues, clipped: dataset.clippedBoxes, label: "annotations/instances_train.json")
    for issue in dataset.issues where issue.line == nil && issue.severity != .note {
      #expect(issue.message.contains { $0.isNumber } || issue.message.contains("\""))
    }
  }

  /// As labels of pixels the same files are read or refused, and what is read can be drawn.
  @Test(arguments: CorpusRow.all("yolo") + CorpusRow.all("coco"))
  func labelsOfPixels(row: CorpusRow) throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.jpg")
    if row.path.contains("/coco/") {
      try folder.write(row.bytes, to: "annotations/instances_train.json")
    } else {
      let names = (0..<80).map { "  \($0): class\($0)" }.joined(separator: "\n")
      try folder.write("train: images\nnames:\n\(names)\n", to: "data.yaml")
      try folder.write(row.bytes, to: "labels/a.txt")
    }
    do throws(DatasetError) {
      var options = DatasetOptions()
      options.errorPolicy = .collect
      let dataset = try SegmentationDataset.load(folder: folder.path, options: options)
      for sample in dataset.splits.flatMap({ dataset.samples($0) }) {
        let truth = try? sample.truth(classCount: dataset.classNames.count)
        #expect(truth?.labels.size == Size(width: 640, height: 480))
      }
    } catch {
      #expect(error.code == .unknownFormat)
    }
  }
}
