import Foundation
import Oko
import Testing

@Suite struct TextDatasetTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func write(_ names: String...) throws {
    for name in names { try folder.writePicture(name, width: 40, height: 16) }
  }

  private func collected() throws -> TextDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    return try TextDataset.load(folder: folder.path, options: options)
  }

  private var errors: [String] {
    get throws {
      try collected().issues.filter { $0.severity == .error }.map(\.description)
    }
  }

  @Test func tablesGiveTheirSplitsInTheirOrder() throws {
    try write("a/2.png", "a/1.png", "b/3.png", "c/4.png")
    try folder.write("\u{FEFF}a/2.png\tzwei\r\n\r\na/1.png\t eins \n", to: "train.tsv")
    try folder.write("b/3.png\tzwei", to: "val.tsv")
    try folder.write("c/4.png\tnie\n", to: "test.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.format == .table)
    #expect(dataset.samples(.train).map(\.text) == ["zwei", " eins "])
    #expect(dataset.samples(.train)[0].imagePath == folder.path + "/a/2.png")
    #expect(dataset.samples(.val).map(\.text) == ["zwei"] && dataset.splits.count == 3)
    #expect(dataset.alphabet == Alphabet("zwei ns") && dataset.issues.isEmpty)
  }

  @Test(arguments: ["labels.tsv", "labels.txt", "anything.tsv"])
  func aSingleTableLosesAFifth(name: String) throws {
    var rows = ""
    for index in 0..<10 {
      try write("\(index).png")
      rows += "\(index).png\ttext\n"
    }
    try folder.write(rows, to: name)
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.samples(.train).count == 8 && dataset.samples(.val).count == 2)
    #expect(dataset.issues.map(\.severity) == [.note])
    #expect(try TextDataset.load(folder: folder.path).samples(.val) == dataset.samples(.val))
  }

  @Test func wrongLinesAreNamed() throws {
    try write("1.png")
    let rows: [[UInt8]] =
      [
        "1.png", "1.png\t", "1.png\t \u{A0}", "2.png\tb", "../1.png\tc", "/1.png\td", "1.png\ta\tb",
        "1.png\t" + String(repeating: "x", count: 1001), "1.png\t\u{2028}",
      ].map { Array($0.utf8) } + [Array("1.png\t".utf8) + [0xFF], [0xC3] + Array("\ta".utf8)]
    try folder.write(Array(rows.joined(separator: [0x0A])), to: "train.tsv")
    #expect(
      try errors == [
        "train.tsv:1: error: no tab between the file and its text",
        "train.tsv:2: error: the label is empty",
        "train.tsv:3: error: the label is empty",
        "train.tsv:4: error: no picture '2.png'",
        "train.tsv:5: error: '../1.png' is no path inside the folder of the dataset",
        "train.tsv:6: error: '/1.png' is no path inside the folder of the dataset",
        "train.tsv:7: error: a control character, U+0009, in the label",
        "train.tsv:8: error: a label of 1001 characters; a line has 1000 at most",
        "train.tsv:9: error: the label is empty",
        "train.tsv:10: error: the label is not UTF-8 text",
        "train.tsv:11: error: the file's name is not UTF-8 text",
      ])
    let error = #expect(throws: DatasetError.self) { try TextDataset.load(folder: folder.path) }
    #expect(error?.code == .broken && error?.issues.count == 11)
  }

  @Test func aPictureThatComesAgainIsUsedOnce() throws {
    try write("1.png", "2.png", "3.png")
    try folder.write("1.png\ta\n./1.png\ta\n2.png\tb\n1.png\tc\n", to: "train.tsv")
    try folder.write("2.png\tb\n3.png\ta\n", to: "val.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.samples(.train).map(\.text) == ["a", "b"])
    #expect(dataset.samples(.val).count == 2)
    #expect(
      dataset.issues.map(\.description) == [
        "train.tsv:2: warning: './1.png' comes again; the first one is used",
        "train.tsv:4: warning: '1.png' comes again with another text; the first one is used",
        "val.tsv:1: warning: '2.png' is in train as well",
      ])
  }

  @Test func charactersThatTrainingLacksAreNamed() throws {
    try write("1.png", "2.png", "3.png")
    try folder.write("1.png\tab\n", to: "train.tsv")
    try folder.write("2.png\taz\n3.png\tyb\n", to: "val.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(
      dataset.issues.map(\.message) == [
        "2 val lines have characters that no training line has, and so cannot be read: 'y z'"
      ])
    #expect(dataset.alphabet == Alphabet("ab"))
  }

  @Test func rightToLeftTextIsKeptAsItIs() throws {
    try write("1.png", "2.png")
    try folder.write("1.png\tשלום 12\n2.png\tمرحبا", to: "train.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    let texts = dataset.splits.flatMap { dataset.samples($0).map(\.text) }
    #expect(Set(texts) == ["שלום 12", "مرحبا"])
  }

  @Test func aTextLiesBesideEachPicture() throws {
    try write("train/deep/1.png", "train/2.jpeg", "val/3.png", "val/4.png")
    try folder.write("eins\r\n", to: "train/deep/1.txt")
    try folder.write("zwei", to: "train/2.txt")
    try folder.write("\u{FEFF}eins", to: "val/3.txt")
    try folder.write("about", to: "train/README.txt")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.format == .textFiles)
    #expect(dataset.samples(.train).map(\.text).sorted() == ["eins", "zwei"])
    #expect(dataset.samples(.val).map(\.text) == ["eins"])
    #expect(dataset.issues.map(\.path) == ["val/4.png"] && dataset.issues[0].severity == .warning)
  }

  @Test func wrongTextFilesAreNamed() throws {
    try write("1.png", "2.png", "3.png")
    try folder.write("a\nb\n", to: "1.txt")
    try folder.write("", to: "2.txt")
    try folder.write("c", to: "4.txt")
    try folder.write([UInt8](repeating: 0x61, count: 70_000), to: "3.txt")
    let found = try errors
    #expect(found.count == 4)
    #expect(found[0] == "1.txt: error: 2 lines of text for one picture")
    #expect(found[1] == "2.txt: error: the label is empty")
    #expect(found[2].hasPrefix("3.txt: error: 70000 bytes"))
    #expect(found[3] == "4.txt: error: no picture of this text")
  }

  @Test func groundTruthFilesGoWithTheFairestPicture() throws {
    try write("1.bin.png", "1.nrm.png", "2.nrm.png", "2.png", "3.bin.png")
    for index in 1...3 { try folder.write("Zeile \(index)", to: "\(index).gt.txt") }
    let dataset = try collected()
    #expect(dataset.format == .groundTruthFiles)
    let names = dataset.splits.flatMap { dataset.samples($0) }.map {
      String($0.imagePath.dropFirst(folder.path.count + 1))
    }
    #expect(names.sorted() == ["1.nrm.png", "2.png", "3.bin.png"])
  }

  @Test func linesOfIAMAreFoundByTheirNames() throws {
    try write("lines/a01/a01-000u/a01-000u-00.png", "lines/a01/a01-000u/a01-000u-01.png")
    try folder.write(
      """
      #--- lines.txt ---#
      a01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to|stop|Mr.|Gaitskell|from
      a01-000u-01 err 156 19 395 932 1850 105 nominating any|more
      a01-000u-02 ok 156 19 395 932 1850 105 lost
      a01-000u-01 maybe 1 2 3 4 5 6 text
      a01-000u-01 ok 1 2 3
      """, to: "lines.txt")
    let dataset = try collected()
    #expect(dataset.format == .iam)
    let texts = dataset.splits.flatMap { dataset.samples($0) }.map(\.text)
    #expect(Set(texts) == ["A MOVE to stop Mr. Gaitskell from", "nominating any more"])
    #expect(
      try errors == [
        "lines.txt:4: error: no picture 'a01-000u-02'",
        "lines.txt:5: error: 9 fields; expected are a name, ok or err, six numbers and the text",
        "lines.txt:6: error: 5 fields; expected are a name, ok or err, six numbers and the text",
      ])
  }

  @Test func whatHasNoTextsIsRefused() throws {
    #expect(throws: DatasetError.self) { try TextDataset.load(folder: folder.path + "/absent") }
    try write("1.png")
    let error = #expect(throws: DatasetError.self) { try TextDataset.load(folder: folder.path) }
    #expect(error?.code == .unknownFormat)
  }

  @Test func everyPictureIsDecodedBeforeTraining() throws {
    try write("1.png", "2.png", "4.png")
    try folder.write("<html>", to: "3.png")
    try folder.write("1.png\ta\n2.png\tb\n3.png\tc\n", to: "train.tsv")
    try folder.write("4.png\ta\n", to: "val.tsv")
    let error = #expect(throws: DatasetError.self) {
      try TextDataset.checked(folder: folder.path, skipsBad: false)
    }
    #expect(error?.issues.map(\.path) == ["3.png"])
    let dataset = try TextDataset.checked(folder: folder.path, skipsBad: true)
    #expect(dataset.samples(.train).map(\.text) == ["a", "b"])
    #expect(dataset.alphabet == Alphabet("ab"))
  }

  @Test func theFingerprintChangesWithATextAndNotWithThePlace() throws {
    try write("1.png", "2.png")
    try folder.write("1.png\ta\n", to: "train.tsv")
    try folder.write("2.png\ta\n", to: "val.tsv")
    let before = try TextDataset.load(folder: folder.path).fingerprint
    #expect(try TextDataset.load(folder: folder.path + "/.").fingerprint == before)
    try folder.write("2.png\tb\n", to: "val.tsv")
    #expect(try TextDataset.load(folder: folder.path).fingerprint != before)
  }

  @Test func nothingIsWrittenToItAndAMissingSplitIsNotMeasured() throws {
    try write("1.png", "2.png")
    try folder.write("1.png\ta\n", to: "train.tsv")
    try folder.write("2.png\ta\n", to: "val.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(throws: DatasetError.self) { try dataset.refuseOutput(folder.path + "/runs") }
    let error = #expect(throws: DatasetError.self) {
      try TextDataset.measurable(folder: folder.path, split: .test)
    }
    #expect(error?.message == "no pictures in test; there are train, val")
  }
}
