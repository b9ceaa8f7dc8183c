import Foundation
import Oko
import Testing

@Suite struct ClassFoldersTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func write(_ names: String...) throws {
    for name in names { try folder.writePicture(name, width: 40, height: 30) }
  }

  @Test func everyFolderIsAClassAndAFifthOfEachIsHeldBack() throws {
    for index in 0..<10 { try write("10/\(index).png", "9/\(index).png", "cat/deep/\(index).png") }
    let dataset = try ClassFolders.load(folder: folder.path)
    #expect(dataset.classNames == ["9", "10", "cat"])
    #expect(dataset.samples(.train).count == 24 && dataset.samples(.val).count == 6)
    for index in 0..<3 { #expect(dataset.samples(.val).count { $0.classIndex == index } == 2) }
    #expect(dataset.issues.map(\.severity) == [.note])
    let again = try ClassFolders.load(folder: folder.path)
    #expect(again.samples(.val) == dataset.samples(.val))
    #expect(again.fingerprint == dataset.fingerprint)
  }

  @Test func splitsThatAreThereAreKept() throws {
    try write("train/a/1.png", "train/b/1.png", "valid/a/2.png", "test/b/3.png")
    let dataset = try ClassFolders.load(folder: folder.path)
    #expect(dataset.samples(.val).map(\.classIndex) == [0])
    #expect(dataset.samples(.test).map(\.classIndex) == [1])
    #expect(dataset.issues.isEmpty)
  }

  @Test func aClassMayBeCalledAsASplit() throws {
    try write("train/1.png", "train/2.png", "bus/1.png", "bus/2.png")
    let dataset = try ClassFolders.load(folder: folder.path)
    #expect(dataset.classNames == ["bus", "train"])
  }

  @Test func aClassWithoutPicturesToTrainOnIsAWarning() throws {
    try write("train/a/1.png", "train/b/1.png", "val/c/1.png")
    let dataset = try ClassFolders.load(folder: folder.path)
    #expect(dataset.issues.map(\.path) == ["c"] && dataset.issues[0].severity == .warning)
  }

  @Test func aSplitWithoutPicturesCannotBeMeasured() throws {
    try write("train/a/1.png", "train/b/1.png", "val/a/2.png")
    let error = #expect(throws: DatasetError.self) {
      try ClassFolders.measurable(folder: folder.path, split: .test)
    }
    #expect(error?.message == "no pictures in test; there are train, val")
  }

  @Test func theFingerprintChangesWithTheClassOfAPicture() throws {
    try write("train/a/1.png", "train/b/1.png", "val/a/2.png", "val/b/3.png")
    let before = try ClassFolders.load(folder: folder.path).fingerprint
    #expect(try ClassFolders.load(folder: folder.path + "/").fingerprint == before)
    try FileManager.default.moveItem(
      atPath: folder.path + "/val/b/3.png", toPath: folder.path + "/val/a/3.png")
    #expect(try ClassFolders.load(folder: folder.path).fingerprint != before)
  }

  @Test func whatIsNoSetOfClassesIsRefused() throws {
    #expect(throws: DatasetError.self) { try ClassFolders.load(folder: folder.path + "/absent") }
    var error = #expect(throws: DatasetError.self) { try ClassFolders.load(folder: folder.path) }
    #expect(error?.code == .unknownFormat)
    try write("only/1.png")
    error = #expect(throws: DatasetError.self) { try ClassFolders.load(folder: folder.path) }
    #expect(error?.message.contains("'only'") == true)
  }

  @Test func aBrokenPictureIsNamedUnlessItIsToBeSkipped() throws {
    try write("train/a/1.png", "train/b/1.png", "val/a/2.png", "val/b/2.png")
    try folder.write("no picture", to: "train/b/2.png")
    let error = #expect(throws: DatasetError.self) {
      try ClassFolders.checked(folder: folder.path, skipsBad: false)
    }
    #expect(error?.issues.map(\.path) == ["train/b/2.png"])
    let left = try ClassFolders.checked(folder: folder.path, skipsBad: true)
    #expect(left.samples(.train).count == 2)
  }

  @Test func oneClassLeftCannotBeLearnt() throws {
    try write("train/a/1.png", "val/b/2.png")
    let error = #expect(throws: DatasetError.self) {
      try ClassFolders.checked(folder: folder.path, skipsBad: false)
    }
    #expect(error?.code == .empty)
  }

  @Test func theFolderOfTheDataIsNoOutput() throws {
    try write("a/1.png", "a/2.png", "b/1.png", "b/2.png")
    let dataset = try ClassFolders.load(folder: folder.path)
    #expect(throws: DatasetError.self) { try dataset.refuseOutput(folder.path + "/a/out") }
    try dataset.refuseOutput(folder.path + "-out")
  }
}
