import Foundation
import Oko
import OkoImaging
import TestSupport
import Testing

@Suite struct DetectionDatasetTests {
  private let collecting: DatasetOptions = {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    return options
  }()

  @Test(arguments: ["data.yaml", nil])
  func aYOLOFolderNamedFromTheWorkingFolderIsRead(configuration: String?) throws {
    let folder = try DatasetFolderFixture()
    if let configuration {
      try folder.write(
        "path: .\ntrain: images/train\nval: images/val\nnames: [cat]\n", to: configuration)
    }
    for split in ["train", "val"] {
      try folder.writePicture("images/\(split)/a.png")
      try folder.write("0 0.5 0.5 0.2 0.4\n", to: "labels/\(split)/a.txt")
    }
    let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
    let relative = String(repeating: "../", count: depth) + folder.path.dropFirst()
    let dataset = try DetectionDataset.load(folder: relative)
    #expect(dataset.splits == [.train, .val])
    #expect(dataset.samples(.train).map(\.objects.count) == [1])
  }

  @Test func aYOLOFolderWithAMapOfNamesIsRead() throws {
    let folder = try DatasetFolderFixture()
    try folder.write(
      "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: cat\n  1: dog\n", to: "data.yaml"
    )
    try folder.writePicture("images/train/a.png", width: 200, height: 100)
    try folder.writePicture("images/train/sub/b.png", width: 200, height: 100)
    try folder.writePicture("images/val/c.png", width: 200, height: 100)
    try folder.write("1 0.5 0.5 0.2 0.4\n", to: "labels/train/a.txt")
    try folder.write("0 0.25 0.25 0.5 0.5\n", to: "labels/train/sub/b.txt")
    try folder.write("junk", to: "images/train/.DS_Store")
    try folder.write("junk", to: "images/train/._a.png")
    let dataset = try DetectionDataset.load(folder: folder.path)
    #expect(dataset.format == .yolo)
    #expect(dataset.classNames == ["cat", "dog"])
    #expect(dataset.issues.isEmpty)
    let samples = dataset.samples(.train)
    #expect(
      samples.map(\.imagePath)
        == ["a.png", "sub/b.png"].map { "\(folder.path)/images/train/\($0)" })
    let box = try #require(samples[0].objects.first?.box)
    #expect(box.intersectionOverUnion(Box(x: 80, y: 30, width: 40, height: 40)) > 0.999999)
    #expect(samples[0].objects[0].classIndex == 1)
    #expect(samples[0].size == Size(width: 200, height: 100))
    #expect(dataset.samples(.val).count == 1)
    #expect(dataset.samples(.val)[0].objects.isEmpty)
  }

  @Test func aYOLOFolderMayNameListFilesAndSeveralFolders() throws {
    let folder = try DatasetFolderFixture()
    try folder.write(
      "train: [train.txt, more/images]\nval: val.txt\nnames: [cat]\nnc: 1\n", to: "data.yaml")
    try folder.write("./images/a.png\nimages/b.png\r\n\n", to: "train.txt")
    try folder.write("./images/c.png\n./images/missing.png\n", to: "val.txt")
    for name in ["images/a", "images/b", "images/c", "more/images/d"] {
      try folder.writePicture("\(name).png", width: 32, height: 32)
    }
    try folder.write("0 .5 .5 1 1\n", to: "more/labels/d.txt")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.samples(.train).count == 3)
    #expect(dataset.samples(.train).last?.objects.count == 1)
    #expect(
      dataset.issues.map(\.description) == ["val.txt:2: error: there is no './images/missing.png'"])
  }

  @Test func roboflowsPathsWithALeadingParentAreFound() throws {
    let folder = try DatasetFolderFixture()
    try folder.write(
      "train: ../train/images\nval: ../valid/images\nnames: [cat]\n", to: "data.yaml")
    try folder.writePicture("train/images/a.png", width: 32, height: 32)
    try folder.writePicture("valid/images/b.png", width: 32, height: 32)
    try folder.write("0 .5 .5 .5 .5\n", to: "valid/labels/b.txt")
    let dataset = try DetectionDataset.load(folder: folder.path + "/data.yaml")
    #expect(dataset.samples(.train).count == 1)
    #expect(dataset.samples(.val).first?.objects.count == 1)
  }

  @Test func aYOLOFolderWithoutYAMLHoldsBackAFifth() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("cat\ndog\n", to: "classes.txt")
    for index in 0..<10 {
      try folder.writePicture("images/\(index).png", width: 16, height: 16)
      try folder.write("1 .5 .5 .5 .5\n", to: "labels/\(index).txt")
    }
    let dataset = try DetectionDataset.load(folder: folder.path)
    #expect(dataset.classNames == ["cat", "dog"])
    #expect(dataset.samples(.train).count == 8)
    #expect(dataset.samples(.val).count == 2)
    #expect(dataset.issues.map(\.severity) == [.note])
    let again = try DetectionDataset.load(folder: folder.path)
    #expect(again.samples(.val) == dataset.samples(.val))
  }

  @Test func damagedYAMLIsAnErrorWithItsLine() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("names: [a\ntrain: images\n", to: "data.yaml")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.issues.first?.severity == .error)
    #expect(dataset.issues.first?.line != nil)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func deepYAMLIsRefusedWithoutACrash(opening: String) throws {
    let folder = try DatasetFolderFixture()
    try folder.write(
      "names: 1\ntrain: \n  " + String(repeating: opening, count: 100_000), to: "data.yaml")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.issues.contains { $0.severity == .error })
  }

  @Test func aYAMLBombOfAliasesIsHarmless() throws {
    let folder = try DatasetFolderFixture()
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<12 {
      let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(alias)]\n"
    }
    try folder.write(text + "names: *a11\ntrain: images\n", to: "data.yaml")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.issues.contains { $0.severity == .error })
  }

  @Test func errorsRefuseTheSetUnlessTheyAreSkipped() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("train: images\nval: images\nnames: [cat]\n", to: "data.yaml")
    try folder.writePicture("images/a.png", width: 32, height: 32)
    try folder.write("0 .5 .5 .5 .5\n3 .5 .5 .5 .5\n", to: "labels/a.txt")
    let error = #expect(throws: DatasetError.self) {
      try DetectionDataset.load(folder: folder.path)
    }
    #expect(error?.issues.first?.description.hasPrefix("labels/a.txt:2: error: class 3") == true)
    var options = DatasetOptions()
    options.errorPolicy = .skip
    let dataset = try DetectionDataset.load(folder: folder.path, options: options)
    #expect(dataset.samples(.train).first?.objects.count == 1)
  }

  @Test func outlinesCountAsTheBoxesAroundThem() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("train: images\nval: images\nnames: [cat]\n", to: "data.yaml")
    try folder.writePicture("images/a.png", width: 100, height: 100)
    try folder.write("0 .1 .2 .5 .2 .3 .6 .2 .3\n", to: "labels/a.txt")
    let dataset = try DetectionDataset.load(folder: folder.path)
    let object = try #require(dataset.samples(.train)[0].objects.first)
    #expect(object.box.intersectionOverUnion(Box(x: 10, y: 20, width: 40, height: 40)) > 0.999)
    #expect(object.polygons?.first?.count == 8)
    // Once for training, once for validation.
    #expect(
      dataset.issues.map(\.description) == [
        ".: note: polygons of which the box around them counts: 2"
      ])
  }

  @Test(arguments: [
    ("", "0 .1 .2 .5 .2 .3 .6", "a tracker's prediction"),
    ("kpt_shape: [2, 2]\n", "0 .5 .5 .5 .5 .3 .6 .2 .3", "keypoints"),
    ("", "0 .5 .5 .5 .5 .3 .6 .2", "half a point"),
  ])
  func rowsThatOnlyLookLikeOutlinesAreErrors(more: String, row: String, message: String) throws {
    let folder = try DatasetFolderFixture()
    try folder.write("\(more)train: images\nval: images\nnames: [cat]\n", to: "data.yaml")
    try folder.writePicture("images/a.png", width: 100, height: 100)
    try folder.write(row, to: "labels/a.txt")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.issues.first?.description.hasPrefix("labels/a.txt:1: error: ") == true)
    #expect(dataset.issues.first?.message.contains(message) == true)
    #expect(dataset.samples(.train)[0].objects.isEmpty)
  }

  @Test func anUnknownOrMissingFolderSaysWhatWasLookedFor() throws {
    let folder = try DatasetFolderFixture()
    let unknown = #expect(throws: DatasetError.self) {
      try DetectionDataset.load(folder: folder.path)
    }
    #expect(unknown?.code == .unknownFormat)
    let missing = #expect(throws: DatasetError.self) {
      try DetectionDataset.load(folder: folder.path + "/nowhere")
    }
    #expect(missing?.code == .notFound)
  }

  @Test func pascalVOCCountsFromOneAndIncludesBothEnds() throws {
    let folder = try DatasetFolderFixture()
    func xml(_ body: String) -> String {
      "<annotation><size><width>64</width><height>48</height></size>\(body)</annotation>"
    }
    let object = """
      <object><name>zebra &amp; co</name><difficult>1</difficult>
      <part><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part>
      <bndbox><xmin>11</xmin><ymin>21</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>
      """
    for name in ["a", "b"] {
      try folder.writePicture("JPEGImages/\(name).png", width: 64, height: 48)
    }
    try folder.write(xml(object), to: "Annotations/a.xml")
    try folder.write(xml(object.replacing("zebra &amp; co", with: "ant")), to: "Annotations/b.xml")
    try folder.write("a\n", to: "ImageSets/Main/train.txt")
    try folder.write("b\n", to: "ImageSets/Main/val.txt")
    let dataset = try DetectionDataset.load(folder: folder.path)
    #expect(dataset.classNames == ["ant", "zebra & co"])
    let first = try #require(dataset.samples(.train)[0].objects.first)
    #expect(first.box == Box(x: 10, y: 20, width: 20, height: 20))
    #expect(first.classIndex == 1)
    #expect(first.isDifficult)
    #expect(dataset.samples(.val)[0].objects[0].classIndex == 0)
  }

  @Test func cocoCategoriesAreNumberedByAscendingIdentifier() throws {
    let folder = try DatasetFolderFixture()
    func json(_ file: String) -> String {
      """
      {"images": [{"id": 5, "file_name": "\(file)", "width": 64, "height": 48}],
       "categories": [{"id": 90, "name": "late"}, {"id": 3, "name": "early"}],
       "annotations": [{"id": 1, "image_id": 5, "category_id": 90, "bbox": [1, 2, 3.5, 4], "iscrowd": 1,
         "segmentation": {"size": [48, 64], "counts": [0, 3072]}},
        {"id": 2, "image_id": 5, "category_id": 3, "bbox": [0, 0, 64, 48],
         "segmentation": [[0, 0, 64, 0, 64, 48]]}]}
      """
    }
    try folder.write(json("a.png"), to: "annotations/instances_train2017.json")
    try folder.write(json("b.png"), to: "annotations/instances_val2017.json")
    try folder.write("{}", to: "annotations/captions_val2017.json")
    try folder.writePicture("train2017/a.png", width: 64, height: 48)
    try folder.writePicture("images/val/b.png", width: 64, height: 48)
    let dataset = try DetectionDataset.load(folder: folder.path)
    #expect(dataset.format == .coco)
    #expect(dataset.classNames == ["early", "late"])
    #expect(dataset.issues.isEmpty)
    let objects = dataset.samples(.train)[0].objects
    #expect(
      objects[0]
        == ObjectAnnotation(
          box: Box(x: 1, y: 2, width: 3.5, height: 4), classIndex: 1, isCrowd: true,
          runs: [0, 3072]))
    #expect(objects[1].polygons == [[0, 0, 64, 0, 64, 48]])
    #expect(dataset.samples(.val).count == 1)
  }

  @Test func roboflowsCOCOFoldersAreFound() throws {
    let folder = try DatasetFolderFixture()
    for split in ["train", "valid"] {
      try folder.write(
        """
        {"images": [{"id": 0, "file_name": "a.png", "width": 64, "height": 48}],
         "categories": [{"id": 0, "name": "x"}], "annotations": []}
        """, to: "\(split)/_annotations.coco.json")
      try folder.writePicture("\(split)/a.png", width: 64, height: 48)
    }
    let dataset = try DetectionDataset.load(folder: folder.path)
    #expect(dataset.splits == [.train, .val])
  }

  @Test func createMLBoxesAreCentred() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("a.png", width: 100, height: 100)
    try folder.write(
      """
      [{"image": "a.png", "annotations": [
        {"label": "dog", "coordinates": {"x": 50, "y": 40, "width": 20, "height": 10}},
        {"label": "cat", "coordinates": {"x": 99, "y": 40, "width": 50, "height": 10}},
        {"label": "cat", "coordinates": {"x": null, "y": 40, "width": 50, "height": 10}}]},
       {"image": "gone.png", "annotations": []}, {"image": "../a.png", "annotations": []}]
      """, to: "annotations.json")
    let dataset = try DetectionDataset.load(folder: folder.path, options: collecting)
    #expect(dataset.format == .createML)
    #expect(dataset.classNames == ["cat", "dog"])
    #expect(
      dataset.samples(.train)[0].objects == [
        ObjectAnnotation(box: Box(x: 40, y: 35, width: 20, height: 10), classIndex: 1)
      ])
    #expect(dataset.issues.filter { $0.severity == .error }.count == 4)
  }

  @Test(arguments: [
    // Two boxes of BCCD are a single point.
    ("cells", [205, 87], 3, 2), ("street", [1704, 487], 5, 0), ("crossing", [207, 36], 5, 0),
  ])
  func realSetsAreRead(name: String, counts: [Int], classes: Int, errors: Int) throws {
    guard let path = SharedFolder.path("data/" + name) else { return }
    let dataset = try DetectionDataset.load(folder: path, options: collecting)
    #expect([dataset.samples(.train).count, dataset.samples(.val).count] == counts)
    #expect(dataset.classNames.count == classes)
    #expect(dataset.issues.filter { $0.severity == .error }.count == errors)
  }
}
