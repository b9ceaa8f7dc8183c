import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct DetectionConversionTests {
  /// COCO with all that one format or another cannot say.
  private func source() throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    for (split, name) in [("train", "a"), ("train", "b"), ("val", "a")] {
      try folder.writePicture(
        "set/images/\(split)/\(name).png", width: 64, height: 48,
        shade: UInt8(split.count * 10 + Int(name.utf8.first ?? 0)))
    }
    func file(_ images: String, _ annotations: String) -> String {
      """
      {"images": [\(images)], "annotations": [\(annotations)],
       "categories": [{"id": 7, "name": "emu & <co>"}, {"id": 3, "name": "cat"}]}
      """
    }
    func image(_ id: Int, _ name: String) -> String {
      #"{"id": \#(id), "file_name": "\#(name).png", "width": 64, "height": 48}"#
    }
    try folder.write(
      file(
        image(1, "a") + "," + image(2, "b"),
        """
        {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1.25, 2.5, 30.125, 20]},
        {"id": 2, "image_id": 1, "category_id": 3, "bbox": [0, 0, 64, 48], "iscrowd": 1,
         "segmentation": {"size": [48, 64], "counts": [0, 3072]}},
        {"id": 3, "image_id": 1, "category_id": 3, "bbox": [10, 10, 5, 5],
         "segmentation": [[10, 10, 15, 10, 15, 15]]}
        """), to: "set/annotations/instances_train.json")
    try folder.write(
      file(
        image(1, "a"), #"{"id": 1, "image_id": 1, "category_id": 3, "bbox": [3, 3, 4, 4.5]}"#),
      to: "set/annotations/instances_val.json")
    return folder
  }

  private func load(_ path: String) throws -> DetectionDataset {
    var options = DatasetOptions()
    options.heldBackShare = 0
    return try DetectionDataset.load(folder: path, options: options)
  }

  @Test(arguments: [
    [DatasetConversion.Format.yolo], [.coco], [.voc], [.createML], [.yolo, .voc, .createML, .coco],
  ])
  func everyBoxIsKept(formats: [DatasetConversion.Format]) throws {
    let folder = try source()
    let original = try load(folder.path + "/set")
    var dataset = original
    for (step, format) in formats.enumerated() {
      try DatasetConversion.convert(dataset, to: format, output: folder.path + "/\(step)")
      dataset = try load(folder.path + "/\(step)")
      #expect(dataset.issues.filter { $0.severity != .note }.map(\.description) == [])
    }
    #expect(dataset.classNames == ["cat", "emu & <co>"])
    #expect(dataset.splits == [.train, .val])
    for split in original.splits {
      let (old, new) = (original.samples(split), dataset.samples(split))
      #expect(old.map(\.size) == new.map(\.size))
      for (old, new) in zip(old, new) {
        #expect(old.objects.map(\.classIndex) == new.objects.map(\.classIndex))
        for (one, other) in zip(old.objects, new.objects) {
          #expect(abs(one.box.x - other.box.x) < 1e-9)
          #expect(abs(one.box.y - other.box.y) < 1e-9)
          #expect(abs(one.box.maxX - other.box.maxX) < 1e-9)
          #expect(abs(one.box.maxY - other.box.maxY) < 1e-9)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: old.imagePath))
        #expect(try Data(contentsOf: URL(fileURLWithPath: new.imagePath)) == bytes)
      }
    }
  }

  @Test func cocoKeepsCrowdsAndOutlines() throws {
    let folder = try source()
    let original = try load(folder.path + "/set")
    let notes = try DatasetConversion.convert(original, to: .coco, output: folder.path + "/out")
    #expect(notes.isEmpty)
    let dataset = try load(folder.path + "/out")
    for split in original.splits {
      #expect(dataset.samples(split).map(\.objects) == original.samples(split).map(\.objects))
    }
    #expect(dataset.samples(.train)[0].objects[1].runs == [0, 3072])
  }

  @Test func whatIsLostIsTold() throws {
    let folder = try source()
    let original = try load(folder.path + "/set")
    let notes = try DatasetConversion.convert(original, to: .yolo, output: folder.path + "/out")
    #expect(
      notes == [
        "crowds that became plain boxes: 1", "outlines left out (--task segment keeps them): 2",
      ])
    #expect(throws: DatasetError.self) {
      try DatasetConversion.convert(original, to: .masks, output: folder.path + "/masks")
    }
  }

  @Test func difficultAndNarrowBoxesOfVOC() throws {
    let folder = try DatasetFolderFixture()
    try folder.writePicture("set/images/a.png", width: 64, height: 48)
    let sample = DetectionSample(
      imagePath: folder.path + "/set/images/a.png", size: Size(width: 64, height: 48),
      objects: [
        ObjectAnnotation(
          box: Box(x: 1, y: 2, width: 0.5, height: 3), classIndex: 0, isDifficult: true)
      ])
    let dataset = DetectionDataset(
      folder: folder.path + "/set", format: .yolo, classNames: ["cat"],
      samples: [.train: [sample]])
    let notes = try DatasetConversion.convert(dataset, to: .voc, output: folder.path + "/out")
    #expect(notes == ["boxes of a pixel or less, widened by a hundredth: 1"])
    let read = try load(folder.path + "/out").samples(.train)[0].objects
    #expect(read.map(\.isDifficult) == [true])
    #expect(read[0].box.width > 0.5)
  }
}
