import Foundation
import Oko
import Testing

/// A dataset that is named by one of its files.
@Suite struct NamedDatasetFileTests {
  private func coco(_ name: String) -> String {
    """
    {"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 48}],
     "categories": [{"id": 1, "name": "\(name)"}],
     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}]}
    """
  }

  private func createML(_ name: String) -> String {
    """
    [{"image": "a.png", "annotations": [{"label": "\(name)",
      "coordinates": {"x": 9, "y": 9, "width": 4, "height": 4}}]}]
    """
  }

  private func folder() throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    for (file, name) in [("data.yaml", "usual"), ("few.yml", "few"), ("data.yml", "other")] {
      try folder.write("train: images/\(name)\nval: images/\(name)\nnames: [\(name)]\n", to: file)
      try folder.writePicture("images/\(name)/a.png", width: 64, height: 48)
    }
    try folder.writePicture("images/a.png", width: 64, height: 48)
    try folder.write(coco("first"), to: "annotations/instances_train.json")
    try folder.write(coco("second"), to: "annotations/instances_val.json")
    try folder.writePicture("valid/a.png", width: 64, height: 48)
    try folder.write(coco("third"), to: "valid/_annotations.coco.json")
    try folder.write(createML("fourth"), to: "labels.json")
    try folder.writePicture("a.png", width: 64, height: 48)
    return folder
  }

  @Test(arguments: [
    ("", "usual", DatasetFormat.yolo, DatasetSplit.train, ""),
    ("few.yml", "few", .yolo, .train, ""), ("data.yml", "other", .yolo, .train, ""),
    ("annotations/instances_train.json", "first", .coco, .train, ""),
    ("annotations/instances_val.json", "second", .coco, .val, ""),
    ("valid/_annotations.coco.json", "third", .coco, .val, "valid"),
    ("labels.json", "fourth", .createML, .train, ""),
  ])
  func theFileThatIsNamedIsRead(
    file: String, className: String, format: DatasetFormat, split: DatasetSplit, root: String
  ) throws {
    let folder = try folder()
    var options = DatasetOptions()
    options.errorPolicy = .collect
    let dataset = try DetectionDataset.load(folder: folder.path + "/" + file, options: options)
    #expect(dataset.classNames == [className])
    #expect(dataset.format == format)
    #expect(dataset.samples(split).count == 1)
    #expect(dataset.folder == (root.isEmpty ? folder.path : folder.path + "/" + root))
  }

  @Test(arguments: ["notes.txt", "notes.json"]) func anyOtherFileIsRefused(name: String) throws {
    let folder = try folder()
    try folder.write("just words", to: name)
    let error = #expect(throws: DatasetError.self) {
      try DetectionDataset.load(folder: folder.path + "/" + name)
    }
    #expect(error?.code == .unknownFormat)
    #expect(error?.message.contains("JSON file of COCO or CreateML") == true)
  }

  @Test(arguments: ["", "runs/x", "images/../runs", "link/x", "../SELF/new/deep"])
  func anOutputInTheDatasetIsRefused(output: String) throws {
    let folder = try folder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "images")
    let dataset = try DetectionDataset.load(folder: folder.path)
    let own = String(folder.path.split(separator: "/").last ?? "")
    let error = #expect(throws: DatasetError.self) {
      try dataset.refuseOutput(folder.path + "/" + output.replacing("SELF", with: own))
    }
    #expect(error?.message == "lies in the dataset; name another place with --output")
  }

  @Test func anOutputBesideTheDatasetIsFine() throws {
    let folder = try folder()
    let dataset = try DetectionDataset.load(folder: folder.path)
    for output in [folder.path + "2", folder.path + "/../runs/x", "/"] {
      try dataset.refuseOutput(output)
    }
  }

  @Test func anOutputAmongPicturesThatLieElsewhereIsRefused() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("path: ../far\ntrain: images\nval: images\nnames: [a]\n", to: "set/data.yaml")
    try folder.writePicture("far/images/a.png", width: 64, height: 48)
    let dataset = try DetectionDataset.load(folder: folder.path + "/set")
    #expect(throws: DatasetError.self) { try dataset.refuseOutput(folder.path + "/far/images/x") }
    try dataset.refuseOutput(folder.path + "/runs")
  }
}
