import Foundation
import Oko
import OkoImaging
import OkoJSON
import TestSupport
import Testing

@Suite struct DatasetCheckTests {
  private func brokenFolder() throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    try folder.write(
      "train: images/train\nval: images/val\nnames: [cat, dog, emu]\n", to: "data.yaml")
    try folder.writePicture("images/train/a.png", width: 64, height: 64, shade: 10)
    try folder.writePicture("images/train/b.png", width: 64, height: 64, shade: 60)
    try folder.writePicture("images/val/copy.png", width: 64, height: 64, shade: 10)
    try folder.write("this is no picture", to: "images/val/c.jpg")
    try folder.write("0 .5 .5 .5 .5\n0 .5 .5 .5 .5\n9 .5 .5 .5 .5\n", to: "labels/train/a.txt")
    try folder.write("0 nan .5 .5 .5\n0 .5 .5 0 .5\n0 .5 .5 -.1 .5\n", to: "labels/train/b.txt")
    try folder.write("1 .5 .5 .01 .01\n", to: "labels/val/copy.txt")
    try folder.write("0 .5 .5 .5 .5\n", to: "labels/val/orphan.txt")
    return folder
  }

  @Test func everythingWrongIsFoundInOnePassWithItsPlace() throws {
    let folder = try brokenFolder()
    let check = try DatasetCheck(folder: folder.path)
    let text = check.report()
    for expected in [
      "labels/train/a.txt:2: warning: the same box as on line 1",
      "labels/train/a.txt:3: error: class 9, but there are 3 (0…2)",
      "labels/train/b.txt:1: error: 'nan' is no number",
      "labels/train/b.txt:2: error: box is 0 wide",
      "labels/train/b.txt:3: error: box is -6.4 wide",
      "images/val/c.jpg: error:",
      "images/val/copy.png: warning: the same picture (val) as images/train/a.png (train)",
      "labels/val/orphan.txt: warning: a label file without a picture",
      "warning: class 'dog' occurs only outside the training pictures",
      "warning: class 'emu' is never used",
      "warning: 1 box less than 2 pixels",
      "5 errors, 6 warnings",
    ] {
      #expect(text.contains(expected), "\(expected)\n\(text)")
    }
    #expect(check.issues.map(\.severity) == check.issues.map(\.severity).sorted())
    let json = try JSONValue(parsing: Array(check.json.serialized().utf8))
    #expect(json["errors"]?.int == check.errorCount)
    #expect(json["issues"]?.array?.count == check.issues.count)
  }

  @Test func nothingInTheFolderChanges() throws {
    let folder = try brokenFolder()
    func state() throws -> [String: Data] {
      var files: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
        files[name] = FileManager.default.contents(atPath: folder.path + "/" + name) ?? Data()
      }
      return files
    }
    let before = try state()
    _ = try DatasetCheck(folder: folder.path)
    #expect(try state() == before)
  }

  @Test func aSizeThatIsNotThePicturesIsAnError() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.png", width: 64, height: 48)
    try folder.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 48, "height": 64}],
       "categories": [{"id": 1, "name": "cat"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}]}
      """, to: "annotations/instances_train.json")
    let check = try DatasetCheck(folder: folder.path)
    #expect(
      check.issues.first?.description.hasPrefix(
        "images/a.png: error: the picture is 64×48, but its labels are for 48×64") == true)
  }

  @Test func picturesAreDecodedAndComparedWhole() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("train: images/train\nval: images/val\nnames: [cell]\n", to: "data.yaml")
    let image = SyntheticCells(size: Size(width: 320, height: 240), seed: 1).picture(0).image
    let jpeg = try JPEGEncoder.encode(image, quality: 95)
    try folder.write(jpeg, to: "images/train/whole.jpg")
    try folder.write(Array(jpeg.prefix(jpeg.count / 2)), to: "images/train/cut.jpg")
    try folder.write(
      PNGEncoder.encode(image.converted(to: .rgb, depth: .sixteen)), to: "images/train/deep.png")
    let small = image.resized(to: Size(width: 200, height: 150))
    try folder.write(JPEGEncoder.encode(small), to: "images/val/smaller.jpg")
    let other = SyntheticCells(size: Size(width: 320, height: 240), seed: 2).picture(0).image
    let png = try PNGEncoder.encode(other)
    try folder.write(png, to: "images/val/other.png")
    try folder.write(Array(png.prefix(png.count / 2)), to: "images/val/cut.png")
    let text = try DatasetCheck(folder: folder.path).report()
    for expected in [
      "images/train/cut.jpg: warning:", "images/val/cut.png: error:",
      "images/val/smaller.jpg: warning: nearly the same picture (val) as images/train/",
      "pictures with 16 bits a sample: 1",
    ] {
      #expect(text.contains(expected), "\(expected)\n\(text)")
    }
    #expect(!text.contains("other.png"))
    #expect(!text.contains("whole.jpg:"))
  }

  @Test func aSoundSetHasNoIssues() throws {
    let folder = try DatasetFolderFixture()
    let source = SyntheticShapes(size: .init(width: 64, height: 64), seed: 3)
    try SyntheticDataset.write(source, count: 40, to: folder.path)
    let check = try DatasetCheck(folder: folder.path)
    #expect(check.errorCount == 0)
    #expect(check.summary.splits.map(\.pictures) == [32, 8])
  }

  @Test(arguments: ["cells", "street", "crossing"])
  func realSetsAreCheckedWithoutFalseAlarms(name: String) throws {
    guard let path = SharedFolder.path("data/" + name) else { return }
    let check = try DatasetCheck(folder: path)
    #expect(check.errorCount == (name == "cells" ? 2 : 0))
  }
}
