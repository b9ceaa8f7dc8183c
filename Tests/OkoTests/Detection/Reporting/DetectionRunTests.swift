import Foundation
import Oko
import OkoNetworks
import Testing

@Suite struct DetectionRunTests {
  /// A detector of random weights for tiny pictures.
  private func detector() -> Detector {
    let network = DetectorNetwork(DetectorArchitecture(.nano, classCount: 1))
    network.initialize(seed: 1)
    return Detector(
      network, description: ModelDescription(task: "detect", classNames: ["a"], imageSize: 32))
  }

  private func inputs(_ folder: DatasetFolderFixture) throws -> [InputPicture] {
    for name in ["a", "b", "c"] {
      try folder.writePicture("in/\(name).png", width: 32, height: 32)
    }
    return InputPictures([folder.path + "/in"]).pictures
  }

  @Test func aPictureThatCannotBeDrawnOnIsAFailureAndTheOthersGoOn() throws {
    let folder = try DatasetFolderFixture()
    let inputs = try inputs(folder)
    var run = DetectionRun(detector())
    run.output = try ResultFolder(folder.path + "/out", for: inputs)
    var told: [String] = []
    try run.detect(on: inputs) { finding in
      let name = finding.picture.name
      switch finding.outcome {
      case .success:
        told.append(name)
        // The file is gone by the time that it is drawn on.
        if name == "b.png" { try FileManager.default.removeItem(atPath: finding.picture.path) }
      case .failure(let error):
        told.append("\(name) failed")
        #expect(error.message.hasPrefix("cannot be drawn on: "))
        #expect(error.path == finding.picture.path)
      }
    }
    #expect(told.filter { $0 != "b.png failed" } == ["a.png", "b.png", "c.png"])
    #expect(told.count == 4)
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out")
    #expect(made.sorted() == [".oko-results", "a.png", "c.png"])
  }

  @Test func aResultThatCannotBeWrittenEndsTheRun() throws {
    let folder = try DatasetFolderFixture()
    let inputs = try inputs(folder)
    var run = DetectionRun(detector())
    run.output = try ResultFolder(folder.path + "/out", for: inputs)
    try folder.write("a folder's place", to: "out/b.png/x")
    #expect(throws: ResultError.self) { try run.detect(on: inputs) { _ in } }
  }
}
