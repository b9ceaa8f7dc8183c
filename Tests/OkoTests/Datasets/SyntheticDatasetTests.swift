import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SyntheticDatasetTests {
  private static let small = Size(width: 96, height: 72)

  @Test(arguments: SyntheticKind.allCases)
  func aPictureDependsOnItsSeedAndNumberAlone(kind: SyntheticKind) {
    let first = kind.source(size: Self.small, seed: 7)
    let second = kind.source(size: Self.small, seed: 7)
    _ = first.picture(0)
    #expect(first.picture(3).image == second.picture(3).image)
    #expect(first.picture(3).objects == second.picture(3).objects)
    #expect(first.picture(3).image != first.picture(4).image)
    #expect(first.picture(3).image != kind.source(size: Self.small, seed: 8).picture(3).image)
  }

  @Test(arguments: SyntheticKind.allCases)
  func boxesAndMasksFitThePictures(kind: SyntheticKind) throws {
    let source = kind.source(size: Self.small, seed: 1)
    for index in 0..<4 {
      let picture = source.picture(index)
      #expect(picture.image.size == Self.small)
      #expect(picture.mask.channels == .gray)
      guard case .uint8(let mask) = picture.mask.samples else { continue }
      #expect(Int(mask.max() ?? 0) <= source.classNames.count)
      for object in picture.objects {
        #expect(object.box.clipped(to: Self.small) == object.box)
        #expect(source.classNames.indices.contains(object.classIndex))
        let middle =
          Int(object.box.y + object.box.height / 2) * Self.small.width
          + Int(object.box.x + object.box.width / 2)
        #expect(mask[middle] > 0)
      }
    }
  }

  @Test(arguments: SyntheticKind.allCases)
  func instancesAreThePiecesOfTheMask(kind: SyntheticKind) {
    for index in 0..<4 {
      let picture = kind.source(size: Self.small, seed: 1).picture(index)
      #expect(picture.instances.size == Self.small)
      #expect(picture.instances.channels == .gray)
      guard case .uint8(let mask) = picture.mask.samples,
        case .uint16(let instances) = picture.instances.samples
      else {
        Issue.record("not 8 and 16 bits")
        continue
      }
      var classes: [UInt16: Set<UInt8>] = [:]
      for (thing, value) in zip(instances, mask) {
        #expect((thing == 0) == (value == 0))
        classes[thing, default: []].insert(value)
      }
      #expect(classes.values.allSatisfy { $0.count == 1 })
      #expect(classes.keys.max().map(Int.init) == classes.count - 1)
      // Every labelled box of its own thing; what is too small for a label has a number all the same.
      #expect(classes.count - 1 >= picture.objects.count)
    }
  }

  @Test func shapesThatLieApartAreOneThingEach() {
    let picture = SyntheticShapes(size: Size(width: 160, height: 160), seed: 2).picture(0)
    guard case .uint16(let instances) = picture.instances.samples else { return }
    let found = picture.objects.map { object in
      instances[
        Int(object.box.y + object.box.height / 2) * 160 + Int(object.box.x + object.box.width / 2)]
    }
    #expect(found.map(Int.init) == Array(1...picture.objects.count))
  }

  @Test func aWrittenSetIsReadBack() throws {
    let folder = try DatasetFolderFixture()
    let source = SyntheticShapes(size: Self.small, seed: 5)
    try SyntheticDataset.write(source, count: 10, to: folder.path + "/set/deep")
    let dataset = try DetectionDataset.load(folder: folder.path + "/set/deep")
    #expect(dataset.issues.isEmpty)
    #expect(dataset.classNames == source.classNames)
    #expect(dataset.samples(.train).count == 8)
    #expect(dataset.samples(.val).count == 2)
    let expected = source.picture(4).objects
    let read = dataset.samples(.val)[0].objects
    #expect(read.map(\.classIndex) == expected.map(\.classIndex))
    for (one, other) in zip(read, expected) {
      #expect(one.box.intersectionOverUnion(other.box) > 0.999)
    }
    let picture = source.picture(4)
    let image = try ImageDecoder.decode(path: folder.path + "/set/deep/images/val/00004.png")
    #expect(image.image == picture.image)
    let mask = try ImageDecoder.decode(path: folder.path + "/set/deep/masks/val/00004.png")
    #expect(mask.image == picture.mask)
    let instances = try ImageDecoder.decode(
      path: folder.path + "/set/deep/instances/val/00004.png")
    #expect(instances.image == picture.instances)
  }

  @Test(arguments: [
    ["data.yaml"], ["train.tsv"], ["images/a.png", "labels/a.txt"],
    ["JPEGImages/a.jpg", "Annotations/a.xml"],
  ])
  func nothingIsDrawnIntoADataset(files: [String]) throws {
    let folder = try DatasetFolderFixture()
    for file in files { try folder.write("x", to: "set/" + file) }
    for place in ["set/more", "set/more/deep", "set/images/../new"] {
      let error = #expect(throws: DatasetError.self) {
        try SyntheticDataset.write(SyntheticShapes(), count: 1, to: folder.path + "/" + place)
      }
      #expect(error?.code == .unwritable && error?.message.contains("lies in the dataset") == true)
    }
    // Beside a dataset, or pictures that are none, there is room.
    try folder.write("x", to: "images/a.png")
    let source = SyntheticShapes(size: Self.small)
    try SyntheticDataset.write(source, count: 1, to: folder.path + "/beside")
  }

  @Test func aFolderWithSomethingInItIsLeftAlone() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: ".hidden")
    let error = #expect(throws: DatasetError.self) {
      try SyntheticDataset.write(SyntheticShapes(), count: 1, to: folder.path)
    }
    #expect(error?.code == .unwritable)
  }
}
