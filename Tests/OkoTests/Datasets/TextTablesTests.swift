import Oko
import Testing

@Suite struct TextTablesTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func writePictures(_ count: Int, in place: String = "") throws {
    for index in 0..<count {
      try folder.writePicture("\(place)\(index).png", width: 40, height: 16)
    }
  }

  private func texts(_ split: DatasetSplit, _ dataset: TextDataset) -> [String] {
    dataset.samples(split).map(\.text)
  }

  @Test(arguments: [
    ("train.txt", "val.txt"), ("training.tsv", "valid.tsv"), ("lines_train.tsv", "lines_val.tsv"),
    ("a.txt", "eval.tsv"),
  ])
  func namesTellTheSplit(train: String, val: String) throws {
    try writePictures(2)
    try folder.write("0.png\tzero\n", to: train)
    try folder.write("1.png\tone\n", to: val)
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(dataset.format == .table)
    #expect(texts(.train, dataset) == ["zero"] && texts(.val, dataset) == ["one"])
  }

  @Test func tablesMayLieInTheFoldersOfSplits() throws {
    try writePictures(1, in: "train/pictures/")
    try writePictures(1, in: "val/")
    try folder.write("pictures/0.png\tzero\n", to: "train/labels.tsv")
    try folder.write("0.png\tnought\n", to: "val/labels.txt")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(texts(.train, dataset) == ["zero"] && texts(.val, dataset) == ["nought"])
  }

  @Test func aTableOfASplitOrOfLabelsGoesBeforeOthers() throws {
    try writePictures(3)
    try folder.write("2.png\ttwo\n", to: "all.tsv")
    try folder.write("0.png\tzero\n1.png\tone\n", to: "labels.tsv")
    let labelled = try TextDataset.load(folder: folder.path)
    #expect(labelled.splits.flatMap { texts($0, labelled) }.sorted() == ["one", "zero"])
    try folder.write("1.png\tone\n", to: "train.tsv")
    try folder.write("0.png\tone\n", to: "val.tsv")
    let dataset = try TextDataset.load(folder: folder.path)
    #expect(texts(.train, dataset) == ["one"] && texts(.val, dataset) == ["one"])
  }

  @Test func aTextBesideAPictureIsNoTable() throws {
    try writePictures(2)
    try folder.write("0.png\tzero", to: "0.txt")
    try folder.write("one", to: "1.txt")
    try folder.write("made by\tnobody", to: "notice.txt")
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try TextDataset.load(folder: folder.path, options: options)
    #expect(dataset.format == .textFiles)
    let errors = dataset.issues.filter { $0.severity == .error }
    #expect(errors.map(\.path) == ["0.txt"])
  }

  @Test func aHeadingIsPassedOverWhereNoPictureIsCalledSo() throws {
    try writePictures(2)
    try folder.write("File\tText\n0.png\tzero\n1.png\tone\nfile\ttwo\n", to: "train.tsv")
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try TextDataset.load(folder: folder.path, options: options)
    let errors = dataset.issues.filter { $0.severity == .error }
    #expect(errors.map(\.description) == ["train.tsv:4: error: no picture 'file'"])
  }
}
