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
