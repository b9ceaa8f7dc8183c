import Foundation
import Oko
import OkoImaging
import OkoJSON
import TestSupport
import Testing

@Suite struct SegmentationCheckTests {
  private let mask = MaskDrawing("........", ".11..22.", ".11..22.", "........")
  private let empty = MaskDrawing("........", "........", "........", "........")

  private func brokenFolder() throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    try folder.write("background\ncat\ndog\nemu\nfox\n", to: "classes.txt")
    func add(_ name: String, _ mask: MaskDrawing?, _ things: MaskDrawing?, shade: UInt8) throws {
      try folder.writePicture("images/\(name).png", width: 8, height: 4, shade: shade)
      if let mask { try folder.writeMask(mask, to: "masks/\(name).png") }
      if let things { try folder.writeMask(things, to: "instances/\(name).png") }
    }
    try add("train/a", mask, mask, shade: 10)
    try add(
      "train/unknown", MaskDrawing("........", "...9....", "........", "........"), empty, shade: 20
    )
    try add("train/small", MaskDrawing("....", "...."), empty, shade: 30)
    try add("train/none", nil, empty, shade: 40)
    try add("train/empty", empty, empty, shade: 50)
    try add(
      "train/ignored", MaskDrawing("xxxxxxxx", "xxxxxxxx", "xxxxxxxx", "xxxxxxxx"), empty,
      shade: 60)
    try add(
      "train/odd", mask, MaskDrawing("........", ".111.11.", ".11..11.", "........"), shade: 70)
    try add("train/cut", mask, mask, shade: 80)
    try add(
      "val/copy", MaskDrawing("........", ".3......", "........", "........"), empty, shade: 10)
    try folder.writeMask(mask, to: "masks/train/orphan.png")
    let png = DatasetFolderFixture.png(width: 8, height: 4, shade: 1)
    try folder.write(Array(png.prefix(png.count / 2)), to: "masks/train/cut.png")
    try folder.write("this is no picture", to: "images/val/text.png")
    try folder.writeMask(mask, to: "masks/val/text.png")
    try folder.writeMask(mask, to: "instances/val/text.png")
    return folder
  }

  @Test func everythingWrongIsFoundInOnePassWithItsPlace() throws {
    let folder = try brokenFolder()
    let check = try SegmentationCheck(folder: folder.path)
    let text = check.report()
    for expected in [
      "masks/train/unknown.png: error: class 9 at pixel (3, 1), but there are 5 classes",
      "masks/train/small.png: error: the mask is 4×2, but its picture is 8×4",
      "images/train/none.png: error: a picture without a mask",
      "masks/train/orphan.png: warning: a mask without a picture",
      "masks/train/cut.png: error:",
      "images/val/text.png: error:",
      "masks/train/ignored.png: warning: every pixel is ignored",
      "instances/train/odd.png: warning: pixels of things that are background in the mask: 1, "
        + "(3, 1) the first",
      "instances/train/odd.png: warning: things with pixels of several classes in the mask: 1, "
        + "at (5, 1) the first",
      "images/val/copy.png: warning: the same picture (val) as images/train/a.png (train)",
      "warning: class 'emu' occurs only outside the training pictures",
      "warning: class 'fox' is never used",
      "note: pictures that are all background: 1",
      "pixels of classes beside the background that belong to no thing: 1",
      "mask folders, 5 classes",
    ] {
      #expect(text.contains(expected), "\(expected)\n\(text)")
    }
    #expect(check.issues.map(\.severity) == check.issues.map(\.severity).sorted())
    let json = try JSONValue(parsing: Array(check.json.serialized().utf8))
    #expect(json["task"]?.string == "segment")
    #expect(json["errors"]?.int == check.errorCount)
    #expect(json["issues"]?.array?.count == check.issues.count)
  }

  @Test func theSummaryCountsPixelsAndThings() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("background\ncat\ndog\n", to: "classes.txt")
    for (name, mask) in [
      ("train/a", mask), ("train/b", MaskDrawing("........", ".11.....", ".11x....", "........")),
      ("val/c", empty),
    ] {
      try folder.writePicture("images/\(name).png", like: mask)
      try folder.writeMask(mask, to: "masks/\(name).png")
      let things = MaskDrawing("........", ".11.....", ".11.....", "........")
      try folder.writeMask(name == "val/c" ? empty : things, to: "instances/\(name).png")
    }
    let summary = try SegmentationCheck(folder: folder.path).summary
    #expect(summary.splits.map(\.pictures) == [2, 1])
    #expect(summary.splits[0].pixelsOfClass == [51, 8, 4])
    #expect(summary.splits[0].ignored == 1)
    #expect(summary.splits[0].instances == 2)
    #expect(summary.splits.map(\.backgrounds) == [0, 1])
    #expect(summary.instanceSizes == [2, 2, 2, 2, 2])
    #expect(summary.splits[0].shares[1] == 8.0 / 63)
    #expect(summary.text().contains("12.7 %"))
  }

  @Test func picturesNearlyTheSameWithinASplitAreNoted() throws {
    let folder = try DatasetFolderFixture()
    let image = SyntheticCells(size: Size(width: 320, height: 240), seed: 1).picture(0).image
    let half = image.resized(to: Size(width: 160, height: 120))
    for (name, image) in [("a", image), ("b", half)] {
      try folder.write(PNGEncoder.encode(image), to: "images/\(name).png")
      let labels = (0..<image.width * image.height).map { UInt8($0 % 2) }
      let mask = Image(
        width: image.width, height: image.height, channels: .gray, samples: labels)
      try folder.write(PNGEncoder.encode(mask), to: "masks/\(name).png")
    }
    var options = DatasetOptions()
    options.heldBackShare = 0
    let check = try SegmentationCheck(folder: folder.path, options: options)
    #expect(
      check.issues.map(\.description).contains(
        ".: note: pictures of train nearly the same as another of it: 1, images/a.png and "
          + "images/b.png the first"))
  }

  @Test func nothingInTheFolderChanges() throws {
    let folder = try brokenFolder()
    let before = try folder.contents()
    _ = try SegmentationCheck(folder: folder.path)
    #expect(try folder.contents() == before)
  }

  @Test func masksAreForSegmentationAndBoxesForDetection() throws {
    let folder = try brokenFolder()
    #expect(DatasetTask.suited(to: folder.path) == .segment)
    let voc = try DatasetFolderFixture()
    try voc.writePicture("JPEGImages/a.png", like: mask)
    try voc.writeMask(mask, to: "SegmentationClass/a.png")
    try FileManager.default.createDirectory(
      atPath: voc.path + "/Annotations", withIntermediateDirectories: true)
    try voc.write("a\n", to: "ImageSets/Segmentation/train.txt")
    #expect(DatasetTask.suited(to: voc.path) == .segment)
    try voc.write("<annotation/>", to: "Annotations/a.xml")
    #expect(DatasetTask.suited(to: voc.path) == .detect)
    let labels = try DatasetFolderFixture()
    try labels.writePicture("images/a.png", like: mask)
    try labels.writeMask(mask, to: "labels/a.png")
    #expect(DatasetTask.suited(to: labels.path) == .segment)
  }

  @Test(arguments: ["camvid", "nuclei"])
  func realSetsAreCheckedWithoutFalseAlarms(name: String) throws {
    guard let path = SharedFolder.path("data/" + name) else { return }
    let check = try SegmentationCheck(folder: path)
    #expect(check.errorCount == 0)
  }
}

extension DatasetFolderFixture {
  /// The bytes of every file.
  func contents() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      files[name] = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
    }
    return files
  }
}
