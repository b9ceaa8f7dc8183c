import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SegmentationDatasetTests {
  private let mask = MaskDrawing("......", ".11x2.", ".11x2.", "......")

  @Test func vocFoldersHaveListsThePaletteAndTheNamesOfTheOriginal() throws {
    let folder = try DatasetFolderFixture()
    for (stem, shade) in [("a", UInt8(10)), ("b", 60), ("c", 90)] {
      try folder.writePicture("JPEGImages/\(stem).jpg", like: mask, shade: shade)
      try folder.writeMask(
        mask, palette: DatasetFolderFixture.vocPalette, to: "SegmentationClass/\(stem).png")
    }
    try folder.write("a\n", to: "ImageSets/Segmentation/train.txt")
    try folder.write("b\n", to: "ImageSets/Segmentation/val.txt")
    let dataset = try folder.segmentation()
    #expect(dataset.format == .voc)
    #expect(dataset.issues.isEmpty)
    #expect(dataset.classNames.count == 21)
    #expect(dataset.classNames[2] == "bicycle")
    #expect(dataset.samples(.train).map(\.imagePath) == [folder.path + "/JPEGImages/a.jpg"])
    #expect(dataset.samples(.val).map(\.imagePath) == [folder.path + "/JPEGImages/b.jpg"])
    #expect(!dataset.hasInstances)
    let truth = try dataset.samples(.train)[0].truth(classCount: 21)
    #expect(truth.labels.labels == mask.values)
  }

  @Test func vocObjectsAreInstancesWhoseLastIndexIsUnknown() throws {
    let folder = try DatasetFolderFixture()
    let things = MaskDrawing("......", ".34x5.", ".34x5.", "......")
    try folder.writePicture("JPEGImages/a.png", like: mask)
    let palette = DatasetFolderFixture.vocPalette
    try folder.writeMask(mask, palette: palette, to: "SegmentationClass/a.png")
    try folder.writeMask(things, palette: palette, to: "SegmentationObject/a.png")
    try folder.write("wall\ncat\ndog\n", to: "classes.txt")
    let dataset = try folder.segmentation()
    #expect(dataset.classNames == ["wall", "cat", "dog"])
    #expect(dataset.hasInstances)
    let truth = try dataset.samples(.train)[0].truth(classCount: 3)
    #expect(truth.instances?.ids == things.values.map { $0 == 255 ? 0 : UInt32($0) })
  }

  @Test func aListOfThingsAloneGetsABackground() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("JPEGImages/a.png", like: mask)
    try folder.writeMask(mask, to: "SegmentationClass/a.png")
    try folder.write("cat\ndog\n", to: "classes.txt")
    #expect(try folder.segmentation().classNames == ["background", "cat", "dog"])
  }

  @Test func vocErrorsNameTheLineOfTheList() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("JPEGImages/a.png", like: mask)
    try folder.writeMask(mask, to: "SegmentationClass/a.png")
    try folder.writeMask(mask, to: "SegmentationClass/c.png")
    try folder.write("a\nb\n../../etc/passwd\na\nc\n", to: "ImageSets/Segmentation/train.txt")
    let text = try folder.segmentation().issues.map(\.description)
    #expect(
      text == [
        "ImageSets/Segmentation/train.txt:3: error: '../../etc/passwd' leaves the folder",
        "ImageSets/Segmentation/train.txt:4: warning: listed on line 1 already",
        "ImageSets/Segmentation/train.txt:2: error: there is no SegmentationClass/b.png "
          + "for this picture",
        "SegmentationClass/c.png: error: a mask without a picture",
      ])
  }

  @Test func indicesCountWhateverThePaletteIs() throws {
    let folder = try DatasetFolderFixture()
    let palette = (0..<768).map { UInt8(truncatingIfNeeded: $0 * 89 + 7) }
    try folder.writePicture("images/a.png", like: mask)
    try folder.writeMask(mask, palette: palette, to: "masks/a.png")
    try folder.write("none\ncat\ndog\n", to: "classes.txt")
    let dataset = try folder.segmentation()
    #expect(try dataset.samples(.train)[0].truth(classCount: 3).labels.labels == mask.values)
    // A list with colours goes by those.
    let colors = [0, 1, 2].map { (index: Int) in
      palette[(3 * index)..<(3 * index + 3)].map { "\($0)" }.joined(separator: " ")
    }
    let void = palette[765...].map { "\($0)" }.joined(separator: " ")
    try folder.write(
      "cat \(colors[1])\nnone \(colors[0])\ndog \(colors[2])\nvoid \(void)\n", to: "classes.txt")
    let colored = try folder.segmentation()
    #expect(colored.classNames == ["cat", "none", "dog"])
    #expect(
      try colored.samples(.train)[0].truth(classCount: 3).labels.labels
        == mask.values.map { [0: 1, 1: 0][$0] ?? $0 })
  }

  /// A thing of polygons, one of each form of run lengths and a crowd, on 6×4 pixels.
  private func cocoFolder(_ segmentations: [String] = []) throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.png", width: 6, height: 4)
    let given =
      segmentations.isEmpty
      ? [
        "[[1, 1, 3, 1, 3, 3, 1, 3]]", #"{"size": [4, 6], "counts": [17, 2, 5]}"#,
        // The same as pycocotools.mask.encode writes them: 20 outside, 1 inside, 3 outside.
        #"{"size": [4, 6], "counts": "d013"}"#,
      ] : segmentations
    let annotations = given.enumerated().map { index, text in
      """
      {"id": \(index + 1), "image_id": 1, "category_id": \(index == 2 ? 9 : 4), "bbox": [1, 1, 2, 2],
       "iscrowd": \(index == 2 ? 1 : 0), "segmentation": \(text)}
      """
    }
    try folder.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 6, "height": 4}],
       "categories": [{"id": 4, "name": "cat"}, {"id": 9, "name": "dog"}],
       "annotations": [\(annotations.joined(separator: ","))]}
      """, to: "annotations/instances_train.json")
    return folder
  }

  @Test func cocoPolygonsAndBothFormsOfRunLengthsAreDrawn() throws {
    let folder = try cocoFolder()
    let dataset = try folder.segmentation()
    #expect(dataset.format == .coco)
    #expect(dataset.classNames == ["background", "cat", "dog"])
    #expect(dataset.issues.filter { $0.severity == .error }.isEmpty)
    let truth = try dataset.samples(.train)[0].truth(classCount: 3)
    #expect(
      truth.labels.labels == MaskDrawing(".....x", ".11.1.", ".11.1.", "......").values)
    #expect(
      truth.instances?.ids
        == MaskDrawing("......", ".11.2.", ".11.2.", "......").values.map { UInt32($0) })
    let file = try folder.segmentation("/annotations/instances_train.json")
    #expect(file.samples(.train) == dataset.samples(.train))
  }

  @Test(arguments: [
    (#"{"size": [4, 6], "counts": [17, 2]}"#, "runs of 19 pixels together"),
    (#"{"size": [6, 4], "counts": [24]}"#, "runs for 4×6"),
    (#"{"size": [4, 6], "counts": [-1, 25]}"#, "a negative run"),
    (#"{"size": [4, 6], "counts": [9223372036854775807, 25]}"#, "runs longer than the picture"),
    (#"{"size": [4, 6], "counts": "~~~"}"#, "runs that cannot be read"),
    ("[[1, 1, 2, 2]]", "a polygon of 2 points"),
    ("[[1, 1, 2, 2, 3, 3, 4]]", "half a point"),
    ("[[1e308, 1, -1e308, 2, 3, 3]]", "far outside"),
    (#"[["a", 1, 2, 2, 3, 3]]"#, "no number"),
  ])
  func damagedOutlinesAreErrorsWithTheirID(text: String, message: String) throws {
    let issues = try cocoFolder([text]).segmentation().issues
    let errors = issues.filter { $0.severity == .error }
    #expect(errors.count == 1)
    let first = try #require(errors.first)
    #expect(first.path == "annotations/instances_train.json")
    #expect(first.message.contains("annotation 1: segmentation: "))
    #expect(first.message.contains(message), "\(first)")
  }

  @Test func sizesThatAreNotThePicturesAreErrorsBeforeAnythingIsDrawn() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.png", width: 6, height: 4)
    try folder.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 1000000, "height": 1000000}],
       "categories": [{"id": 1, "name": "cat"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2],
         "segmentation": [[1, 1, 3, 1, 3, 3]]}]}
      """, to: "annotations/instances_train.json")
    let dataset = try folder.segmentation()
    #expect(
      dataset.issues.map(\.description) == [
        "images/a.png: error: the picture is 6×4, but its labels are for 1000000×1000000"
      ])
    #expect(dataset.samples(.train).isEmpty)
  }

  @Test func yoloOutlinesAndTheBoxesAmongThem() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("train: images/train\nnames: [cat, dog]\n", to: "data.yaml")
    try folder.writePicture("images/train/a.png", width: 8, height: 4)
    try folder.writePicture("images/train/b.png", width: 8, height: 4, shade: 50)
    // A triangle has seven columns, which detection refuses.
    try folder.write(
      "0 0 0 0.5 0 0.5 1 0 1\n1 0.75 0.5 0.25 0.5\n0 0.5 0 1 0 1 0.25\n",
      to: "labels/train/a.txt")
    let dataset = try folder.segmentation()
    #expect(dataset.format == .yolo)
    #expect(dataset.classNames == ["background", "cat", "dog"])
    #expect(
      dataset.issues.map(\.description) == [
        ".: note: boxes without an outline, taken as rectangles: 1"
      ])
    let truth = try dataset.samples(.train)[0].truth(classCount: 3)
    #expect(
      truth.labels.labels
        == MaskDrawing("1111..11", "111122..", "111122..", "1111....").values.enumerated().map {
          // The box is of columns 5 and 6.
          let column = $0.offset % 8
          let row = $0.offset / 8
          if row == 1 || row == 2 { return column < 4 ? 1 : column == 5 || column == 6 ? 2 : 0 }
          return $0.element
        })
    #expect(
      try dataset.samples(.train)[1].truth(classCount: 3).labels.labels.allSatisfy { $0 == 0 })
  }

  @Test func longOutlinesAreRead() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("train: images\nnames: [cat]\n", to: "data.yaml")
    try folder.writePicture("images/a.png", width: 64, height: 64)
    let points = (0..<9000).map { index in
      let angle = Double(index) / 9000 * 2 * .pi
      return "\(0.5 + 0.4 * cos(angle)) \(0.5 + 0.4 * sin(angle))"
    }
    try folder.write("0 " + points.joined(separator: " ") + "\n", to: "labels/a.txt")
    let dataset = try folder.segmentation()
    #expect(dataset.issues.isEmpty)
    let truth = try dataset.samples(.train)[0].truth(classCount: 2)
    let area = Double(truth.labels.labels.count { $0 == 1 })
    #expect(abs(area - .pi * 25.6 * 25.6) < 20)
  }

  @Test(arguments: ["yolo", "voc", "createml", "coco"])
  func boxesAloneAreRefusedWithAHint(layout: String) throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("images/a.png", width: 64, height: 48)
    switch layout {
    case "yolo":
      try folder.write("train: images\nnames: [cat]\n", to: "data.yaml")
      try folder.write("0 .5 .5 .5 .5\n", to: "labels/a.txt")
    case "voc": try folder.write("<annotation></annotation>", to: "Annotations/a.xml")
    case "createml": try folder.write("[]", to: "annotations.json")
    default:
      try folder.write(
        """
        {"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 48}],
         "categories": [{"id": 1, "name": "cat"}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}]}
        """, to: "annotations/instances_train.json")
    }
    let error = #expect(throws: DatasetError.self) { try folder.segmentation() }
    #expect(error?.message.contains("oko train detect") == true)
  }

  @Test func masksComeBeforeOutlinesAndNothingIsAnError() throws {
    let folder = try DatasetFolderFixture()
    let source = SyntheticShapes(size: Size(width: 64, height: 64), seed: 3)
    try SyntheticDataset.write(source, count: 5, to: folder.path + "/set")
    let dataset = try folder.segmentation("/set")
    #expect(dataset.format == .masks)
    #expect(DatasetTask.suited(to: folder.path + "/set") == .detect)
    let error = #expect(throws: DatasetError.self) { try folder.segmentation() }
    #expect(error?.message.contains("images/ + masks/") == true)
    #expect(throws: DatasetError.self) { try folder.segmentation("/nowhere") }
  }
}
