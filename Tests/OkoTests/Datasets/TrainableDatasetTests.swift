import Oko
import Testing

/// What is left of a dataset for training, and what is not enough.
@Suite struct TrainableDatasetTests {
  /// A set whose pictures have these labels; the validation pictures are those that `val` names.
  private func folder(_ train: [String], _ val: [String] = []) throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    let splits = val.isEmpty ? "" : "val: images/val\n"
    try folder.write("train: images/train\n\(splits)names: [cat]\n", to: "data.yaml")
    for (split, labels) in [("train", train), ("val", val)] {
      for (index, label) in labels.enumerated() {
        let shade = UInt8(index * 9 + (split == "val" ? 130 : 0))
        try folder.write(
          label == "broken"
            ? [1, 2, 3] : DatasetFolderFixture.png(width: 32, height: 32, shade: shade),
          to: "images/\(split)/\(index).png")
        if label != "broken" { try folder.write(label, to: "labels/\(split)/\(index).txt") }
      }
    }
    return folder
  }

  private static let good = "0 .5 .5 .5 .5\n"
  private static let bad = "7 .5 .5 .5 .5\n"

  @Test(arguments: [
    ([bad, bad], [good], "nothing is marked on the training pictures"),
    ([good, good], ["", bad], "nothing is marked on the validation pictures"),
    (["broken", "broken"], [good], "no training picture is left"),
    ([good], ["broken"], "no validation picture is left"),
  ])
  func tooLittleIsRefusedEvenWhereBadIsSkipped(
    train: [String], val: [String], message: String
  ) throws {
    let folder = try folder(train, val)
    let error = #expect(throws: DatasetError.self) {
      try DetectionDataset.checked(folder: folder.path, skipsBad: true)
    }
    #expect(error?.code == .empty)
    #expect(error?.message == message)
  }

  @Test func aSetWithoutErrorsNeedsMarksToValidateOn() throws {
    let folder = try folder([Self.good, Self.good], ["", ""])
    let error = #expect(throws: DatasetError.self) {
      try DetectionDataset.checked(folder: folder.path, skipsBad: false)
    }
    #expect(error?.code == .empty)
  }

  @Test func picturesAreHeldBackAgainWhereThoseToValidateOnAreLeftOut() throws {
    let folder = try folder(Array(repeating: Self.good, count: 5), ["broken"])
    let dataset = try DetectionDataset.checked(folder: folder.path, skipsBad: true)
    #expect(dataset.samples(.train).count == 4)
    #expect(dataset.samples(.val).count == 1)
    #expect(dataset.issues.contains { $0.message.hasPrefix("no validation split: 1 of 5") })
  }
}
