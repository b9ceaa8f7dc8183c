import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SegmentationRunTests {
  private static let size = Size(width: 6, height: 4)
  private static let ids: [UInt32] = [
    0, 1, 1, 1, 0, 0,
    0, 1, 0, 1, 0, 2,
    0, 1, 1, 1, 0, 2,
    0, 0, 0, 0, 0, 2,
  ]

  private func result() -> SegmentationResult {
    let map = InstanceMap(size: Self.size, ids: Self.ids)
    let labels = LabelMap(size: Self.size, labels: Self.ids.map { $0 == 0 ? 0 : 1 })
    return SegmentationResult(
      labels: labels, instanceMap: map,
      instances: SegmentedInstance.all(in: map, labels: labels), classCount: 2)
  }

  @Test func theJSONHasPolygonsHolesAndRuns() throws {
    let json = result().json(image: "a.png", classNames: ["background", "ring"])
    #expect(
      json.object?.members.map(\.key) == [
        "schema_version", "image", "width", "height", "classes", "instances", "ms",
      ])
    #expect(json["classes"]?[1]?["pixels"]?.int == 11)
    #expect(json["classes"]?[1]?["share"]?.double == 0.458333)
    let ring = try #require(json["instances"]?[0])
    #expect(ring["class"]?.string == "ring")
    #expect(ring["bbox"]?.array?.compactMap(\.int) == [1, 0, 3, 3])
    #expect(ring["area"]?.int == 8)
    #expect(
      ring["polygon"]?.array?.map { $0.array?.compactMap(\.int) } == [[4, 0, 4, 3, 1, 3, 1, 0]])
    #expect(ring["holes"]?[0]?.array?.count == 8)
    let text = try #require(ring["rle"]?["counts"]?.string)
    let runs = try #require(RunLengths.runs(in: text))
    #expect(RunLengths.mask(of: runs, size: Self.size) == Self.ids.map { $0 == 1 ? 1 : 0 })
    #expect(json["instances"]?[1]?["holes"] == nil)
  }

  @Test func theSummaryNamesWhatIsThere() {
    #expect(
      result().summary(classNames: ["background", "ring"]) == "54.2 % background, 45.8 % ring (2)")
  }

  @Test func labelsAndNumbersComeBackFromTheirPictures() throws {
    let result = result()
    let numbers = try ImageDecoder.decode(try #require(try result.instancePicture())).image
    #expect(numbers.samples == .uint16(Self.ids.map(UInt16.init)))
    let classes = try ImageDecoder.decode(try result.classPicture()).image
    let color = MaskColor(vocClass: 1)
    #expect(
      classes.samples
        == .uint8(Self.ids.flatMap { $0 == 0 ? [0, 0, 0] : [color.red, color.green, color.blue] }))
  }

  @Test func onlyThingsAreTinted() {
    let gray = Image(width: 6, height: 4, channels: .rgb, filledWith: [128, 128, 128])
    guard
      case .uint8(let samples) = gray.tinted(
        by: result().labels, things: result().instanceMap, classNames: ["background", "ring"]
      )
      .samples
    else { return #expect(Bool(false)) }
    for (place, id) in Self.ids.enumerated() {
      let pixel = Array(samples[(3 * place)..<(3 * place + 3)])
      #expect((pixel == [128, 128, 128]) == (id == 0))
    }
  }

  @Test func picturesGoIntoTheFolderAndTheirFaultsAreTold() throws {
    let folder = try DatasetFolderFixture()
    let picture = SegmenterFixture.picture(width: 50, height: 40)
    try folder.write(PNGEncoder.encode(picture), to: "in/a.png")
    try folder.write(JPEGEncoder.encode(picture), to: "in/b.jpg")
    try folder.write("<html>", to: "in/c.png")
    let inputs = InputPictures([folder.path + "/in"]).pictures
    var run = SegmentationRun(try SegmenterEnsemble([SegmenterFixture.segmenter()]))
    run.output = try ResultFolder(folder.path + "/out", for: inputs)
    run.options.instances = true
    run.savesInstances = true
    var told: [String] = []
    try run.segment(inputs) { finding in
      guard case .success = finding.outcome else { return told.append(finding.picture.name) }
    }
    #expect(told == ["c.png"])
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out")
    #expect(
      made.sorted() == [
        ".oko-results", "a-classes.png", "a-instances.png", "a.png", "b-classes.png",
        "b-instances.png", "b.jpg",
      ])
  }
}
