import Foundation
import Oko
import Testing

@Suite struct ResultFolderTests {
  @Test func picturesOfOneNameFromTwoFoldersGetTwoNames() throws {
    let folder = try DatasetFolderFixture()
    for name in ["a/x.jpg", "b/x.jpg", "b/X.png", "c/sub/x.jpg"] { try folder.write("x", to: name) }
    let inputs = InputPictures(["a", "b", "c"].map { "\(folder.path)/\($0)" })
    var results = try ResultFolder(folder.path + "/out", for: inputs.pictures)
    let stems = inputs.pictures.map { results.stem(for: $0) }
    #expect(stems == ["x", "x-2", "X-3", "sub/x"])
  }

  @Test func anInputsOwnFolderIsRefusedHoweverItIsWritten() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: "in/a.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/in")
    let inputs = InputPictures([folder.path + "/in"]).pictures
    for name in ["in", "in/", "./in/.", "link"] {
      #expect(throws: ResultError.self) {
        try ResultFolder("\(folder.path)/\(name)", for: inputs)
      }
    }
  }

  @Test func aResultNeverGoesIntoAnInputsFolderThroughALink() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: "in/sub/a.jpg")
    _ = try ResultFolder(folder.path + "/out", for: [])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/out/sub", withDestinationPath: folder.path + "/in/sub")
    let inputs = InputPictures([folder.path + "/in"]).pictures
    var results = try ResultFolder(folder.path + "/out", for: inputs)
    let stem = results.stem(for: inputs[0])
    #expect(throws: ResultError.self) { try results.write([1], to: stem + ".jpg") }
    #expect(try String(contentsOfFile: folder.path + "/in/sub/a.jpg", encoding: .utf8) == "x")
  }

  @Test func theFoldersOfAResultAreMade() throws {
    let folder = try DatasetFolderFixture()
    let results = try ResultFolder(folder.path + "/new/out", for: [])
    try results.write([1, 2], to: "labels/a.txt")
    #expect(
      FileManager.default.contents(atPath: folder.path + "/new/out/labels/a.txt") == Data([1, 2]))
  }

  @Test func aFolderOfOtherFilesIsRefusedAndOneOfResultsIsTakenAgain() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: "other/.hidden")
    let error = #expect(throws: ResultError.self) {
      try ResultFolder(folder.path + "/other", for: [])
    }
    #expect(error?.message == "holds other files; name a new or empty folder")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/other") == [".hidden"])
    for bytes: [UInt8] in [[1], [2]] {
      let results = try ResultFolder(folder.path + "/out", for: [])
      try results.write(bytes, to: "a.jpg")
      #expect(FileManager.default.contents(atPath: folder.path + "/out/a.jpg") == Data(bytes))
    }
  }

  @Test func aFileInTheFoldersPlaceIsAnError() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: "out")
    #expect(throws: ResultError.self) { try ResultFolder(folder.path + "/out", for: []) }
    #expect(throws: ResultError.self) { try ResultFolder(folder.path + "/out/in", for: []) }
  }

  @Test func noPictureGetsTheNameOfAnothersSecondResult() throws {
    let folder = try DatasetFolderFixture()
    for name in ["one/a.png", "two/a-classes.png", "three/a.png"] { try folder.writePicture(name) }
    let inputs = InputPictures(["one", "two", "three"].map { folder.path + "/" + $0 }).pictures
    var results = try ResultFolder(folder.path + "/out", for: inputs)
    results.endings = ["-classes"]
    #expect(inputs.map { results.stem(for: $0) } == ["a", "a-classes-2", "a-2"])
  }
}
