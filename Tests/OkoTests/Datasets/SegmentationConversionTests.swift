import Foundation
import Oko
import OkoImaging
import OkoJSON
import Testing

@Suite struct SegmentationConversionTests {
  /// Rings, parts at corners, touching things, ignored pixels and an empty picture, in masks.
  private func source(hasInstances: Bool, hasBackground: Bool = true) throws -> DatasetFolderFixture
  {
    let folder = try DatasetFolderFixture()
    try folder.write(
      (hasBackground ? "background" : "sky") + "\nroad marking\nemu & co\n", to: "set/classes.txt")
    let masks: [(name: String, mask: MaskDrawing, things: MaskDrawing)] = [
      (
        "train/ring",
        MaskDrawing(
          "1111111.", "1.....1.", "1.222.12", "1.2.2.1.", "1.222.1x", "1.....1x", "11111112"),
        MaskDrawing(
          "1111111.", "1.....1.", "1.222.15", "1.2.2.1.", "1.222.1.", "1.....1.", "11111116")
      ),
      (
        "train/corner", MaskDrawing("11..", "11..", "..11", "x.11"),
        MaskDrawing("12..", "12..", "..11", "..11")
      ),
      ("val/empty", MaskDrawing("....", "....", "....", "...."), MaskDrawing("....", "....")),
      ("val/all", MaskDrawing("22", "22"), MaskDrawing("33", "34")),
      ("test/odd", MaskDrawing("1.2", ".1.", "2.1"), MaskDrawing("1.2", ".1.", "2.3")),
    ]
    for (name, mask, things) in masks {
      try folder.writePicture("set/images/\(name).png", like: mask, shade: UInt8(name.count * 9))
      try folder.writeMask(mask, to: "set/masks/\(name).png")
      guard hasInstances else { continue }
      let isEmpty = name == "val/empty"
      try folder.writeMask(isEmpty ? mask : things, to: "set/instances/\(name).png")
    }
    return folder
  }

  /// The name of the class of every pixel, nil where it is ignored, by the name of the picture.
  private func classes(_ dataset: SegmentationDataset) throws -> [String: [String?]] {
    var all: [String: [String?]] = [:]
    for split in dataset.splits {
      for sample in dataset.samples(split) {
        let truth = try sample.truth(classCount: dataset.classNames.count)
        let name = URL(fileURLWithPath: sample.imagePath).lastPathComponent
        all["\(split)/\(name)"] = truth.labels.labels.map {
          $0 == LabelMap.ignored ? nil : dataset.classNames[Int($0)]
        }
      }
    }
    return all
  }

  /// For every pixel the first pixel of its thing, -1 for none.
  private func things(_ dataset: SegmentationDataset) throws -> [String: [Int]] {
    var all: [String: [Int]] = [:]
    for split in dataset.splits {
      for sample in dataset.samples(split) {
        let truth = try sample.truth(classCount: dataset.classNames.count)
        let ids = truth.instances?.ids ?? []
        var first: [UInt32: Int] = [0: -1]
        for (place, id) in ids.enumerated() where first[id] == nil { first[id] = place }
        let name = URL(fileURLWithPath: sample.imagePath).lastPathComponent
        all["\(split)/\(name)"] = ids.map { first[$0] ?? -1 }
      }
    }
    return all
  }

  @Test(
    arguments: [
      [DatasetConversion.Format.masks], [.voc], [.coco], [.voc, .masks],
      [.coco, .voc, .coco, .masks],
      [.masks, .coco],
    ], [true, false])
  func everyPixelIsKept(formats: [DatasetConversion.Format], hasInstances: Bool) throws {
    let folder = try source(hasInstances: hasInstances)
    let before = try folder.contents()
    let original = try folder.segmentation("/set")
    var dataset = original
    for (step, format) in formats.enumerated() {
      try DatasetConversion.convert(dataset, to: format, output: folder.path + "/\(step)")
      dataset = try folder.segmentation("/\(step)")
      #expect(dataset.issues.filter { $0.severity != .note }.map(\.description) == [])
    }
    #expect(dataset.classNames == original.classNames)
    #expect(try classes(dataset) == classes(original))
    if hasInstances { #expect(try things(dataset) == things(original)) }
    for (name, bytes) in before { #expect(try folder.contents()[name] == bytes) }
    for split in original.splits {
      #expect(
        try dataset.samples(split).map { try Data(contentsOf: URL(fileURLWithPath: $0.imagePath)) }
          == original.samples(split).map {
            try Data(contentsOf: URL(fileURLWithPath: $0.imagePath))
          })
    }
  }

  @Test(arguments: [[DatasetConversion.Format.yolo], [.coco, .yolo], [.yolo, .coco, .yolo, .voc]])
  func yoloKeepsAllButWhatIsIgnored(formats: [DatasetConversion.Format]) throws {
    let folder = try source(hasInstances: true)
    let original = try folder.segmentation("/set")
    var (dataset, notes) = (original, [String]())
    for (step, format) in formats.enumerated() {
      notes += try DatasetConversion.convert(
        dataset, to: format, output: folder.path + "/\(step)")
      dataset = try folder.segmentation("/\(step)")
      #expect(dataset.issues.filter { $0.severity != .note }.map(\.description) == [])
    }
    let expected = try classes(original).mapValues { $0.map { $0 ?? "background" } }
    #expect(try classes(dataset).mapValues { $0.map { $0 ?? "?" } } == expected)
    #expect(try things(dataset) == things(original))
    #expect(
      notes.contains("pictures with pixels to ignore, which become background in YOLO: 2"))
  }

  @Test(arguments: [DatasetConversion.Format.coco, .yolo])
  func outlinesPutABackgroundInFront(format: DatasetConversion.Format) throws {
    let folder = try source(hasInstances: false, hasBackground: false)
    let original = try folder.segmentation("/set")
    let notes = try DatasetConversion.convert(original, to: format, output: folder.path + "/out")
    #expect(notes.count >= 2)
    let dataset = try folder.segmentation("/out")
    #expect(dataset.classNames == ["background"] + original.classNames)
    let expected = try classes(original).mapValues { $0.map { $0 ?? "background" } }
    #expect(try classes(dataset).mapValues { $0.map { $0 ?? "background" } } == expected)
  }

  /// Outlines between the corners of pixels, two of one thing that overlap, and one inside another.
  @Test(arguments: [DatasetConversion.Format.yolo, .coco, .voc, .masks])
  func outlinesOfFractionsDrawTheSamePixels(format: DatasetConversion.Format) throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("set/images/a.png", width: 37, height: 23)
    let outlines = [
      "[[1.5, 1.5, 30.5, 2.25, 20.5, 20.5]]",
      "[[3, 3, 12.5, 3, 12.5, 9, 3, 9], [8, 5, 20, 5, 20, 14.5, 8, 14.5]]",
      "[[10.1, 10.9, 14.7, 11.3, 13.2, 15.8]]",
    ]
    let annotations = outlines.enumerated().map { index, text in
      """
      {"id": \(index), "image_id": 1, "category_id": \(index % 2), "bbox": [\(index), 1, 20, 15],
       "segmentation": \(text)}
      """
    }
    try folder.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 37, "height": 23}],
       "categories": [{"id": 0, "name": "cat"}, {"id": 1, "name": "dog"}],
       "annotations": [\(annotations.joined(separator: ","))]}
      """, to: "set/annotations/instances_train.json")
    let original = try folder.segmentation("/set")
    try DatasetConversion.convert(original, to: format, output: folder.path + "/out")
    let dataset = try folder.segmentation("/out")
    #expect(try classes(dataset) == classes(original))
    #expect(try things(dataset) == things(original))
  }

  @Test func manyThingsNeedSixteenBits() throws {
    let folder = try DatasetFolderFixture()
    let size = Size(width: 40, height: 10)
    let labels = (0..<400).map { UInt8($0 % 2) }
    let mask = Image(width: 40, height: 10, channels: .gray, samples: labels)
    let ids = Image(
      width: 40, height: 10, channels: .gray, samples: (0..<400).map { UInt16($0 * 100 + 100) })
    try folder.writePicture("set/images/a.png", width: size.width, height: size.height)
    try folder.write(PNGEncoder.encode(mask), to: "set/masks/a.png")
    try folder.write(PNGEncoder.encode(ids), to: "set/instances/a.png")
    try folder.write("background\ncat\n", to: "set/classes.txt")
    let original = try folder.segmentation("/set")
    for format in [DatasetConversion.Format.masks, .voc] {
      try DatasetConversion.convert(original, to: format, output: folder.path + "/\(format)")
      #expect(try things(folder.segmentation("/\(format)")) == things(original))
    }
  }

  @Test func theOutputIsNewAndApart() throws {
    let folder = try source(hasInstances: false)
    let dataset = try folder.segmentation("/set")
    for output in ["/set", "/set/out", "/set/images/train/out", "/set/../set/out"] {
      #expect(throws: DatasetError.self) {
        try DatasetConversion.convert(dataset, to: .coco, output: folder.path + output)
      }
    }
    try folder.write("mine", to: "used/file.txt")
    #expect(throws: DatasetError.self) {
      try DatasetConversion.convert(dataset, to: .coco, output: folder.path + "/used")
    }
    #expect(throws: DatasetError.self) {
      try DatasetConversion.convert(dataset, to: .createML, output: folder.path + "/ml")
    }
    #expect(
      try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["set", "used"])
  }

  @Test func linksLeadToThePictures() throws {
    let folder = try source(hasInstances: false)
    let dataset = try folder.segmentation("/set")
    try DatasetConversion.convert(
      dataset, to: .masks, output: folder.path + "/out", linksPictures: true)
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: folder.path + "/out/images/train/ring.png")
    #expect(target.hasSuffix("/set/images/train/ring.png"))
    #expect(try classes(folder.segmentation("/out")) == classes(dataset))
  }

  @Test func damagedMasksAreFoundBeforeAnythingIsWritten() throws {
    let folder = try source(hasInstances: false)
    try folder.writeMask(MaskDrawing("99", "99"), to: "set/masks/val/all.png")
    let dataset = try folder.segmentation("/set")
    let error = #expect(throws: DatasetError.self) {
      try DatasetConversion.convert(dataset, to: .coco, output: folder.path + "/out")
    }
    #expect(error?.issues.first?.path == "masks/val/all.png")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
    let rest = try SegmentationDataset.convertible(folder: folder.path + "/set", skipsBad: true)
    #expect(rest.samples(.val).count == 1)
  }

  @Test func picturesOfOneNameStayApart() throws {
    let folder = try DatasetFolderFixture()
    let mask = MaskDrawing(".1", "1.")
    try folder.write("background\ncat\n", to: "set/classes.txt")
    for place in ["train/a b", "val/a b", "test/A_B"] {
      try folder.writePicture("set/images/\(place).png", like: mask, shade: UInt8(place.count))
      try folder.writeMask(mask, to: "set/masks/\(place).png")
    }
    let original = try folder.segmentation("/set")
    try DatasetConversion.convert(original, to: .voc, output: folder.path + "/out")
    let dataset = try folder.segmentation("/out")
    #expect(dataset.issues.isEmpty)
    let names = dataset.splits.flatMap { dataset.samples($0) }
      .map { URL(fileURLWithPath: $0.imagePath).lastPathComponent }
    #expect(names == ["a_b.png", "images-val-a_b.png", "images-test-A_B.png"])
  }
}
