import Foundation
import Oko
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
