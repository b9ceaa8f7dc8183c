import Foundation
import Oko
import OkoImaging
import Testing

@Suite struct SampleImagesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("SampleImages")

  // Other systems' sines and cosines may differ in the last bit; JPEG loses some of each sample.
  @Test(arguments: [
    (SyntheticKind.cells, 1, "cells/smear.png", 2), (.cells, 0, "cells/leukocyte.jpg", 48),
    (.street, 38, "street/lorry.jpg", 48), (.street, 47, "street/bus.jpg", 48),
    (.street, 51, "street/cars.jpg", 48), (.nuclei, 3, "nuclei/bright.png", 2),
    (.nuclei, 6, "nuclei/crowd.jpg", 48),
  ])
  func aSampleIsWhatItsCommandDraws(
    kind: SyntheticKind, number: Int, name: String, tolerance: Int
  ) throws {
    let drawn = kind.source(seed: 1).picture(number).image
    let sample = try ImageDecoder.decode(path: Self.folder.appendingPathComponent(name).path).image
    #expect(sample.size == drawn.size)
    guard case .uint8(let one) = sample.samples, case .uint8(let other) = drawn.samples else {
      Issue.record("not 8 bits")
      return
    }
    let differences = zip(one, other).map { abs(Int($0) - Int($1)) }
    #expect((differences.max() ?? 0) <= tolerance)
    #expect(Double(differences.reduce(0, +)) / Double(max(differences.count, 1)) < 4)
  }

  @Test(arguments: [
    ("street", "lorry", ["car", "person", "truck"]), ("street", "bus", ["bus", "car", "person"]),
    ("street", "cars", ["car", "car", "person"]), ("cells", "leukocyte", ["RBC", "WBC"]),
  ])
  func theBundledModelsFindWhatIsThere(model: String, name: String, expected: [String]) throws {
    let package = Self.folder.deletingLastPathComponent()
    let detector = try Detector.load(
      package.appendingPathComponent("Sources/Oko/Models/\(model).safetensors").path)
    let path = Self.folder.appendingPathComponent("\(model)/\(name).jpg").path
    var found = try detector.detect(path: path).detections.map {
      detector.classNames[$0.classIndex]
    }
    for name in expected {
      let index = found.firstIndex(of: name)
      #expect(index != nil, "no \(name) is found")
      if let index { found.remove(at: index) }
    }
  }

  @Test func theBundledSegmenterTellsTheNucleiApart() throws {
    let package = Self.folder.deletingLastPathComponent()
    let segmenter = try Segmenter.load(
      package.appendingPathComponent("Sources/Oko/Models/nuclei.safetensors").path)
    let drawn = SyntheticKind.nuclei.source(seed: 1).picture(6)
    let result = try segmenter.segment(
      path: Self.folder.appendingPathComponent("nuclei/crowd.jpg").path)
    guard case .uint8(let mask) = drawn.mask.samples,
      case .uint16(let ids) = drawn.instances.samples
    else {
      Issue.record("a mask without 8 bits, or instances without 16")
      return
    }
    var evaluation = SegmentationEvaluation(classCount: 2)
    evaluation.add(
      predicted: result.labels, truth: LabelMap(size: result.size, labels: mask))
    let found = try #require(result.instanceMap)
    evaluation.add(
      instances: found, truth: InstanceMap(size: result.size, ids: ids.map(UInt32.init)))
    let scores = evaluation.scores
    #expect(try #require(scores.foregroundIoU) > 0.9)
    #expect(try #require(scores.instances).averagePrecision50 > 0.85)
  }
}
