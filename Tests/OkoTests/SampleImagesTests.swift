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
    (.street, 51, "street/cars.jpg", 48),
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
}
