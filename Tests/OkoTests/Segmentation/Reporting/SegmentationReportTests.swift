import Foundation
import Oko
import OkoImaging
import OkoJSON
import Testing

@Suite struct SegmentationReportTests {
  private let size = Size(width: 6, height: 2)
  private var truth: SegmentationTruth {
    SegmentationTruth(
      labels: LabelMap(size: size, labels: [0, 0, 1, 1, 2, 255, 0, 0, 1, 1, 2, 255]))
  }
  /// Invents one pixel, misses one and confuses one.
  private var predicted: SegmentationTruth {
    SegmentationTruth(
      labels: LabelMap(size: size, labels: [1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 2, 0]))
  }

  private func report(
    _ names: [String] = ["background", "cell", "nucleus"], worst: [SegmentationCase] = []
  ) -> SegmentationReport {
    var evaluation = SegmentationEvaluation(classCount: 3)
    evaluation.add(predicted: predicted.labels, truth: truth.labels)
    return SegmentationReport(scores: evaluation.scores, classNames: names, worst: worst)
  }

  private func worst(score: Double = 0.25, size: Size? = nil) -> SegmentationCase {
    var cases = WorstCases(limit: 1)
    let picture = Image(width: 6, height: 2, channels: .rgb, filledWith: [90, 90, 90])
    cases.add(path: "a/b.png", score: score, picture, truth: truth, predicted: predicted)
    return cases.cases[0]
  }

  @Test func theTableHasARowForEachClass() {
    let lines = report().text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("class"))
    #expect(lines[0].hasSuffix("recall   boundary"))
    #expect(
      lines[2].split(separator: " ").prefix(6) == ["cell", "4", "0.500", "0.667", "0.600", "0.750"])
    #expect(lines[4].hasPrefix("mean"))
    #expect(lines[6] == "pixel accuracy 0.700  foreground IoU 0.714 Dice 0.833  1 picture")
    #expect(lines.count == 7)
  }

  @Test func withoutABackgroundThereIsNoForeground() {
    #expect(!report(["sky", "road", "car"]).text.contains("foreground"))
  }

  @Test func theJSONHasTheFiguresAndNullForWhatIsNotMeasured() throws {
    let json = report(worst: [worst()]).json
    #expect(json["schema_version"]?.int == 1 && json["pictures"]?.int == 1)
    #expect(json["pixel_accuracy"]?.double == 0.7)
    #expect(json["classes"]?[1]?["IoU"]?.double == 0.5)
    #expect(json["confusion"]?[2]?.array?.compactMap(\.int) == [0, 1, 1, 0])
    #expect(json["instances"]?.isNull == true)
    #expect(json["worst"]?[0]?["file"]?.string == "a/b.png")
    let empty = SegmentationReport(
      scores: SegmentationEvaluation(classCount: 2).scores, classNames: ["a", "b"]
    ).json
    #expect(empty["mean_IoU"]?.isNull == true && empty["classes"]?[0]?["Dice"]?.isNull == true)
  }

  @Test func thingsAreMeasuredInALineOfTheirOwn() {
    var evaluation = SegmentationEvaluation(classCount: 3)
    let map = InstanceMap(size: size, ids: [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2])
    evaluation.add(instances: map, truth: map)
    let report = SegmentationReport(
      scores: evaluation.scores, classNames: ["background", "cell", "nucleus"])
    let line = report.text.split(separator: "\n").last
    #expect(line?.hasPrefix("things AP50-95 1.000 AP50 1.000 AP75 1.000") == true)
    #expect(line?.hasSuffix("2 marked, 2 found") == true)
    #expect(report.json["instances"]?["AP"]?.double == 1)
  }

  @Test func picturesAreWritten() throws {
    let folder = try DatasetFolderFixture()
    try report(worst: [worst()]).write(to: folder.path)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["classes.png", "confusion.png", "scores.json", "worst.png"])
    for file in files where file.hasSuffix("png") {
      #expect(try ImageDecoder.decode(path: folder.path + "/" + file).image.channels == .rgb)
    }
  }

  @Test func errorsHaveAColourForEachKind() throws {
    let sheet = try #require(report(worst: [worst()]).worstSheet())
    guard case .uint8(let samples) = sheet.samples else { return }
    let other = try #require(report(["sky", "road", "car"], worst: [worst()]).worstSheet())
    guard case .uint8(let others) = other.samples else { return }
    func count(_ color: [Int], in samples: [UInt8]) -> Int {
      stride(from: 0, to: samples.count, by: 3).count { start in
        (0..<3).allSatisfy { abs(Int(samples[start + $0]) - color[$0]) <= 3 }
      }
    }
    // Four fifths of the colour on a gray of 90; without a background every error is of one kind.
    let (invented, missed, confused) = ([202, 50, 66], [50, 106, 222], [222, 178, 18])
    #expect(count(invented, in: samples) > 40 && count(missed, in: samples) > 40)
    #expect(count(confused, in: samples) > 40)
    #expect(count(invented, in: others) == 0 && count(missed, in: others) == 0)
    #expect(count(confused, in: others) > 2 * count(confused, in: samples))
  }

  @Test func theWorstComeFirstAndEqualOnesInTheirOrder() {
    var cases = WorstCases(limit: 3)
    let picture = Image(width: 6, height: 2, channels: .gray, filledWith: [90])
    for (path, score) in [("a", 0.5), ("b", 0.2), ("c", 0.5), ("d", 0.9), ("e", 0.2), ("f", 0.7)] {
      cases.add(path: path, score: score, picture, truth: truth, predicted: predicted)
    }
    #expect(cases.cases.map(\.path) == ["b", "e", "a"])
    #expect(WorstCases(limit: 0).cases.isEmpty)
  }

  @Test func largePicturesAreThinned() {
    let large = Size(width: 960, height: 4)
    var cases = WorstCases(limit: 1)
    let labels = LabelMap(size: large, labels: (0..<(960 * 4)).map { $0 % 960 < 480 ? 0 : 1 })
    cases.add(
      path: "a", score: 0, Image(width: 960, height: 4, channels: .gray, filledWith: [7]),
      truth: SegmentationTruth(labels: labels),
      predicted: SegmentationTruth(
        labels: labels,
        instances: InstanceMap(size: large, ids: labels.labels.map { UInt32($0) * 70_000 })))
    let kept = cases.cases[0]
    #expect(kept.picture.size == Size(width: 480, height: 2) && kept.picture.channels == .rgb)
    #expect(kept.truth.labels.labels == (0..<960).map { $0 % 480 < 240 ? 0 : 1 })
    #expect(kept.predicted.instances?.ids[479] == 70_000)
  }
}
