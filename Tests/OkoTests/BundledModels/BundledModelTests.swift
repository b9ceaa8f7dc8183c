import Foundation
import Oko
import OkoNetworks
import Testing

@Suite struct BundledModelTests {
  @Test func anUnknownNameIsAnErrorThatSaysSo() {
    let error = #expect(throws: ModelError.self) { try BundledModel.path(of: "nosuchmodel") }
    #expect(error?.description.hasPrefix("nosuchmodel: no bundled model") == true)
  }

  @Test func aPathIsTakenAsItIs() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("x", to: "mine.safetensors")
    let path = folder.path + "/mine.safetensors"
    #expect(try BundledModel.path(of: path) == path)
    #expect(throws: ModelError.self) { try BundledModel.path(of: folder.path + "/absent") }
  }

  @Test(
    arguments: [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], "a PNG picture, no model: "),
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0], "a JPEG picture, no model: "),
      (Array("PK\u{3}\u{4}archive/data.pkl".utf8), "a ZIP archive, perhaps of PyTorch, no model: "),
      (Array("<html><body>404</body></html>".utf8), "an HTML page, perhaps of a failed download"),
      ([], "an empty file, no model: "),
      (Array("What is this?".utf8), "no model: expected is a .saf"),
    ] as [([UInt8], String)])
  func aFileThatIsNoModelIsToldByWhatItIs(bytes: [UInt8], message: String) throws {
    let folder = try DatasetFolderFixture()
    for name in ["text.png", "best.safetensors"] {
      try folder.write(bytes, to: name)
      let error = #expect(throws: CheckpointError.self) {
        try Reader.load(folder.path + "/" + name)
      }
      #expect(error?.message.hasPrefix(message) == true && error?.path?.hasSuffix(name) == true)
      #expect(error?.message.contains("the name of a bundled model") == true)
    }
  }

  @Test func theBundledClassifierKnowsTheDigits() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let classifier = try Classifier.load(
      root.appendingPathComponent("Sources/Oko/Models/signs.safetensors").path)
    #expect(classifier.classNames == (0...9).map(String.init))
    #expect(classifier.description.details["licence"]?.hasPrefix("Apache-2.0") == true)
    let picture = Image(width: 64, height: 64, channels: .rgb, filledWith: [200, 200, 210])
    let shares = classifier.classify(picture).probabilities
    #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
  }

  @Test(arguments: [
    ("/usr/local/bin/oko", "/usr/local/share/oko/models"),
    ("/src/.build/release/oko", "/src/.build/release/oko_Oko.resources/Models"),
    ("/b/release/okoPackageTests.xctest", "/b/release/oko_Oko.resources/Models"),
    (
      "/b/release/okoPackageTests.xctest/Contents/MacOS/okoPackageTests",
      "/b/release/oko_Oko.bundle/Contents/Resources/Models"
    ),
    ("/oko", "/share/oko/models"),
  ])
  func modelsAreLookedForAroundTheExecutable(executable: String, folder: String) {
    #expect(ModelFolders.candidates(executables: [executable], override: nil).contains(folder))
    #expect(ModelFolders.candidates(executables: [executable], override: "/m").first == "/m")
  }

  @Test func theFolderThatIsNamedCountsWhereTheExecutableIsUnknown() {
    #expect(ModelFolders.candidates(executables: [], override: "/m") == ["/m"])
    #expect(ModelFolders.candidates(executables: [], override: "") == [])
  }
}
