import Foundation
import Oko
import Testing

@Suite struct PictureCollectionTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func checked(skipsBad: Bool = false) throws -> PictureCollection {
    try PictureCollection.checked(folder: folder.path, skipsBad: skipsBad)
  }

  private func write(
    _ name: String, _ pixel: [UInt8] = [1, 2, 3], width: Int = 40, height: Int = 30
  ) throws {
    let channels = try #require(Image.Channels(rawValue: pixel.count))
    try folder.write(
      PNGEncoder.encode(
        Image(width: width, height: height, channels: channels, filledWith: pixel)), to: name)
  }

  private func names(_ collection: PictureCollection) -> [String] {
    collection.samples.map { String($0.imagePath.dropFirst(folder.path.count + 1)) }
  }

  @Test func loosePicturesHaveNoClasses() throws {
    for name in ["b10.png", "b9.png", "deep/a.png"] { try write(name) }
    try folder.write("about", to: "readme.txt")
    let collection = try checked()
    #expect(Set(names(collection)) == ["b10.png", "b9.png", "deep/a.png"])
    #expect(collection.classNames == [] && collection.samples.allSatisfy { $0.classIndex == 0 })
    #expect(try names(checked()) == names(collection))
  }

  @Test func foldersAreClassesAndAFifthOfEachIsHeldBack() throws {
    for index in 0..<10 { for name in ["10", "9"] { try write("\(name)/\(index).png") } }
    let collection = try checked()
    #expect(collection.classNames == ["9", "10"] && collection.samples.count == 16)
    for sample in collection.samples {
      #expect(sample.imagePath.contains(sample.classIndex == 0 ? "/9/" : "/10/"))
    }
    let held = try ClassFolders.load(folder: folder.path).samples(.val).map(\.imagePath)
    #expect(Set(held).isDisjoint(with: collection.samples.map(\.imagePath)))
  }

  @Test func classFoldersMayLieInTrain() throws {
    for name in ["train/a/1.png", "train/b/1.png", "val/a/2.png", "val/b/2.png", "val/b/3.png"] {
      try write(name)
    }
    #expect(try names(checked()) == ["train/a/1.png", "train/b/1.png"])
    #expect(try checked().samples.map(\.classIndex) == [0, 1])
  }

  @Test func loosePicturesMayLieInTrainAndVal() throws {
    for name in ["train/1.png", "train/2.png", "val/3.png", "val/4.png"] { try write(name) }
    #expect(try names(checked()) == ["train/1.png", "train/2.png"])
    #expect(try checked().classNames == [])
  }

  @Test func sidesAreSortedWhateverTheSizes() throws {
    try write("1.png", width: 90, height: 70)
    try write("2.png", width: 20, height: 300)
    try write("3.png", width: 64, height: 64)
    #expect(try checked().survey.sides == [20, 64, 70])
  }

  @Test func theChannelsKeepAllThatThePicturesShow() throws {
    try write("1.png", [9])
    try write("2.png", [7, 255])
    #expect(try checked().survey.channels == .gray)
    try write("3.png", [1, 2, 3, 255])
    #expect(try checked().survey.channels == .rgb)
    try write("4.png", [7, 254])
    #expect(try checked().survey.channels == .rgba)
  }

  @Test func brokenPicturesAreListedWithTheirPaths() throws {
    for name in ["1", "2", "3"] { try write("train/a/\(name).png") }
    for name in ["train/b/1.png", "val/b/2.png"] { try write(name) }
    try folder.write("no picture", to: "train/b/2.png")
    try folder.write([], to: "train/a/2.png")
    let error = #expect(throws: DatasetError.self) { try checked() }
    #expect(error?.code == .broken)
    #expect(error?.issues.map(\.path) == ["train/a/2.png", "train/b/2.png"])
    let left = try checked(skipsBad: true)
    #expect(left.issues.filter { $0.severity == .error }.map(\.path) == error?.issues.map(\.path))
    #expect(names(left) == ["train/a/1.png", "train/a/3.png", "train/b/1.png"])
  }

  @Test func thereMustBeTwoPictures() throws {
    var error = #expect(throws: DatasetError.self) { try checked() }
    #expect(error?.code == .empty && error?.message == "no picture in it or its folders")
    try write("1.png")
    error = #expect(throws: DatasetError.self) { try checked() }
    #expect(error?.code == .empty && error?.message == "one picture alone")
    try folder.write("no picture", to: "2.png")
    error = #expect(throws: DatasetError.self) { try checked(skipsBad: true) }
    #expect(error?.issues.map(\.path) == ["2.png"])
    error = #expect(throws: DatasetError.self) {
      try PictureCollection.checked(folder: folder.path + "/absent", skipsBad: true)
    }
    #expect(error?.code == .notFound)
  }

  @Test func theFingerprintChangesWithTheNamesAndTheClasses() throws {
    for name in ["train/a/1.png", "train/a/2.png", "train/b/1.png", "val/a/2.png"] {
      try write(name)
    }
    let before = try checked().fingerprint
    #expect(
      try PictureCollection.checked(folder: folder.path + "/", skipsBad: false).fingerprint
        == before)
    try FileManager.default.moveItem(
      atPath: folder.path + "/train/a/2.png", toPath: folder.path + "/train/b/2.png")
    #expect(try checked().fingerprint != before)
  }

  @Test func aRunIsNotWrittenAmongThePictures() throws {
    for name in ["1.png", "2.png"] { try write(name) }
    let collection = try checked()
    #expect(throws: DatasetError.self) { try collection.refuseOutput(folder.path + "/runs/1") }
    try collection.refuseOutput(folder.path + "-runs")
  }
}
