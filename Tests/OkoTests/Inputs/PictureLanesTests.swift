import Foundation
import Oko
import OkoImaging
import OkoNetworks
import OkoTensors
import Testing

/// Runs with enough pictures that each thread works on some of its own.
@Suite(.serialized) struct PictureLanesTests {
  private static let count = 13

  private func detector() -> Detector {
    let network = DetectorNetwork(DetectorArchitecture(.nano, classCount: 2))
    network.initialize(seed: 1)
    return Detector(
      network,
      description: ModelDescription(task: "detect", classNames: ["a", "b"], imageSize: 64))
  }

  private func inputs(_ folder: DatasetFolderFixture) throws -> [InputPicture] {
    for index in 0..<Self.count {
      let shapes = SyntheticShapes(size: Size(width: 60 + index % 3 * 20, height: 64))
      let bytes = try JPEGEncoder.encode(shapes.picture(index).image)
      try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/p\(index + 10).jpg"))
    }
    return InputPictures([folder.path]).pictures
  }

  private func with<Outcome>(threads: Int, _ body: () throws -> Outcome) rethrows -> Outcome {
    let before = Workers.shared.threadCount
    Workers.shared.threadCount = threads
    defer { Workers.shared.threadCount = before }
    return try body()
  }

  private func run(_ detector: Detector) -> DetectionRun {
    var run = DetectionRun(detector)
    run.options.confidence = 0.001
    run.options.maximumDetections = 9
    return run
  }

  @Test func anyNumberOfThreadsFindsTheSameInTheSameOrder() throws {
    let folder = try DatasetFolderFixture()
    let (inputs, detector) = (try inputs(folder), detector())
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: inputs[5].path))
    let found = try [1, 2, 3, 6].map { threads in
      try with(threads: threads) {
        var told: [(String, [Detection]?)] = []
        try run(detector).detect(on: inputs) { finding in
          told.append((finding.picture.name, try? finding.outcome.get().detections))
        }
        return told
      }
    }
    #expect(found[0].count == Self.count)
    #expect(found[0].map(\.1).filter { $0 == nil }.count == 1)
    #expect(found[0].allSatisfy { $0.1.map { !$0.isEmpty } ?? true })
    for other in found {
      #expect(other.map(\.0) == inputs.map(\.name))
      #expect(other.map(\.1) == found[0].map(\.1))
    }
  }

  @Test func whatTheReportThrowsEndsTheRun() throws {
    struct Enough: Error {}
    let folder = try DatasetFolderFixture()
    let inputs = try inputs(folder)
    var told = 0
    #expect(throws: Enough.self) {
      try with(threads: 2) {
        try run(detector()).detect(on: inputs) { _ in
          told += 1
          if told == 3 { throw Enough() }
        }
      }
    }
    #expect(told == 3)
  }

  @Test func everythingIsWrittenUnderTheNamesOfOneThread() throws {
    let folder = try DatasetFolderFixture()
    let pictures = try inputs(folder)
    let contents = try [1, 2].map { threads in
      let output = folder.path + "-out\(threads)"
      defer { try? FileManager.default.removeItem(atPath: output) }
      var run = run(detector())
      // Names that are taken depend on the order.
      let inputs = pictures + pictures
      run.output = try ResultFolder(output, for: inputs)
      run.savesRows = true
      try with(threads: threads) { try run.detect(on: inputs) { _ = try $0.outcome.get() } }
      let names = try FileManager.default.subpathsOfDirectory(atPath: output).sorted()
      return Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, FileManager.default.contents(atPath: output + "/" + $0))
        })
    }
    #expect(contents[0].count == 4 * Self.count + 2)
    #expect(contents[0] == contents[1])
  }

  @Test func aPictureThatIsGoneWhenItIsToBeDrawnOnIsToldOfAgain() throws {
    let folder = try DatasetFolderFixture()
    let inputs = try inputs(folder)
    var run = run(detector())
    let output = folder.path + "-out"
    defer { try? FileManager.default.removeItem(atPath: output) }
    run.output = try ResultFolder(output, for: inputs)
    var failed: [String] = []
    try with(threads: 2) {
      try run.detect(on: inputs) { finding in
        switch finding.outcome {
        case .success:
          guard finding.picture == inputs[Self.count - 1] || finding.picture == inputs[4] else {
            return
          }
          try FileManager.default.removeItem(atPath: finding.picture.path)
        case .failure(let error):
          #expect(error.message.hasPrefix("cannot be drawn on: "))
          failed.append(finding.picture.name)
        }
      }
    }
    #expect(failed.sorted() == [inputs[4].name, inputs[Self.count - 1].name].sorted())
  }

  @Test func aResultThatCannotBeWrittenEndsTheRun() throws {
    let folder = try DatasetFolderFixture()
    let inputs = try inputs(folder)
    var run = run(detector())
    let output = folder.path + "-out"
    defer { try? FileManager.default.removeItem(atPath: output) }
    run.output = try ResultFolder(output, for: inputs)
    try FileManager.default.createDirectory(
      atPath: output + "/p14.jpg/x", withIntermediateDirectories: true)
    #expect(throws: ResultError.self) {
      try with(threads: 2) { try run.detect(on: inputs) { _ in } }
    }
  }
}
