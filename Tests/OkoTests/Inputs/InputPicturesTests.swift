import Foundation
import Oko
import Testing

@Suite struct InputPicturesTests {
  private func folder(_ names: [String]) throws -> DatasetFolderFixture {
    let folder = try DatasetFolderFixture()
    for name in names { try folder.write("x", to: name) }
    return folder
  }

  @Test func aFolderGivesItsPicturesAsPeopleCount() throws {
    let folder = try folder([
      "img10.jpg", "img2.JPG", "img1.png", "b/3.jpg", "notes.txt", ".hidden.jpg", "IMG3.jpeg",
    ])
    let inputs = InputPictures([folder.path])
    #expect(
      inputs.pictures.map(\.name) == ["b/3.jpg", "img1.png", "img2.JPG", "IMG3.jpeg", "img10.jpg"])
    #expect(inputs.pictures[0].path == folder.path + "/b/3.jpg")
    #expect(inputs.problems.isEmpty)
  }

  @Test func aPictureInAFolderIsToldByItsFirstBytesToo() throws {
    let folder = try folder(["notes.txt"])
    try folder.writePicture("scan.dat", width: 8, height: 8)
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "photo")
    #expect(InputPictures([folder.path]).pictures.map(\.name) == ["photo", "scan.dat"])
  }

  @Test func aFileNamedByItselfCountsWhateverItIsCalled() throws {
    let folder = try folder(["notes.txt"])
    #expect(InputPictures([folder.path + "/notes.txt"]).pictures.map(\.name) == ["notes.txt"])
  }

  @Test func aPatternGivesWhatItMatches() throws {
    let folder = try folder(["img10.jpg", "img9.jpg", "other.jpg", "img1.txt", "imgs/a.jpg"])
    let inputs = InputPictures([folder.path + "/img*"])
    #expect(inputs.pictures.map(\.name) == ["img9.jpg", "img10.jpg", "a.jpg"])
    #expect(InputPictures([folder.path + "/*.txt"]).problems.count == 1)
    #expect(InputPictures([folder.path + "/z*"]).problems.count == 1)
  }

  @Test func aFileWithAStarInItsNameIsThatFile() throws {
    let folder = try folder(["a*.jpg", "ab.jpg"])
    #expect(InputPictures([folder.path + "/a*.jpg"]).pictures.map(\.name) == ["a*.jpg"])
  }

  @Test func noFileComesTwiceAndTheFolderOfResultsIsPassedOver() throws {
    let folder = try folder(["a.jpg", "b.jpg", "out/a.jpg"])
    let inputs = InputPictures(
      [folder.path + "/b.jpg", folder.path, folder.path + "/./a.jpg"],
      excluding: folder.path + "/out")
    #expect(inputs.pictures.map(\.name) == ["b.jpg", "a.jpg"])
  }

  @Test func whatIsNotThereIsAProblemAndTheRestGoesOn() throws {
    let folder = try folder(["a.jpg", "empty/notes.txt"])
    let inputs = InputPictures(
      [folder.path + "/absent.jpg", folder.path + "/empty", folder.path + "/a.jpg"])
    #expect(inputs.pictures.map(\.name) == ["a.jpg"])
    #expect(
      inputs.problems == [
        "\(folder.path)/absent.jpg: no such file or folder",
        "\(folder.path)/empty: no picture in this folder",
      ])
  }

  @Test(.timeLimit(.minutes(1))) func aPipeIsAProblemAndIsNotWaitedFor() throws {
    let folder = try folder(["a.jpg"])
    for name in ["pipe", "pipe.jpg", "data.yaml"] {
      #expect(mkfifo(folder.path + "/" + name, 0o600) == 0)
    }
    let inputs = InputPictures([folder.path + "/pipe", folder.path])
    #expect(inputs.pictures.map(\.name) == ["a.jpg"])
    #expect(inputs.problems == ["\(folder.path)/pipe: no regular file"])
    #expect(throws: DatasetError.self) { try DetectionDataset.load(folder: folder.path) }
  }

  @Test func linksNeitherRepeatAFileNorLeadInCircles() throws {
    let folder = try folder(["a.jpg", "sub/b.jpg"])
    for (link, target) in [
      ("here", "."), ("there", "."), ("sub/up", ".."), ("sub/again", "../sub"), ("z.jpg", "a.jpg"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/" + link, withDestinationPath: target)
    }
    let inputs = InputPictures([folder.path, folder.path + "/here", folder.path + "/sub/up/a.jpg"])
    #expect(inputs.pictures.map(\.name) == ["a.jpg", "sub/b.jpg"])
    #expect(inputs.problems.isEmpty)
  }

  @Test func theFolderOfResultsIsTakenWhereItIsNamedItself() throws {
    let folder = try folder(["a.jpg"])
    let inputs = InputPictures([folder.path], excluding: folder.path)
    #expect(inputs.pictures.map(\.name) == ["a.jpg"])
    #expect(throws: ResultError.self) { try ResultFolder(folder.path, for: inputs.pictures) }
    let pattern = InputPictures([folder.path + "*"], excluding: folder.path)
    #expect(pattern.pictures.isEmpty)
  }
}
