import Foundation
import Oko
import Testing

@Suite struct TextEvaluatorTests {
  private let folder: DatasetFolderFixture
  private let samples: [TextSample]

  init() throws {
    let folder = try DatasetFolderFixture()
    samples = try (0..<70).map { number in
      try folder.writePicture(
        "\(number).png", width: 30 + number, height: 20, shade: UInt8(number))
      return TextSample(
        imagePath: "\(folder.path)/\(number).png",
        text: String(repeating: "ab", count: number % 5 + 1))
    }
    self.folder = folder
  }

  @Test func theScoresAreThoseOfTheReadLines() throws {
    let reader = ToyReader.reader()
    var expected = TextScores()
    for sample in samples {
      expected.add(truth: sample.text, read: try reader.read(path: sample.imagePath).text)
    }
    var shares: [Double] = []
    let evaluator = TextEvaluator(samples: samples)
    #expect(try evaluator.scores(of: reader) { shares.append($0) } == expected)
    #expect(shares == [64.0 / 70, 1])
  }

  @Test func theWorstLinesAreKeptInOrder() throws {
    let reader = ToyReader.reader()
    let evaluator = TextEvaluator(samples: samples)
    let worst = try evaluator.findings(of: reader, worstCount: 5).worst
    let all = try evaluator.findings(of: reader, worstCount: 100).worst
    #expect(worst.count == 5 && worst == Array(all.prefix(5)))
    #expect(all.map(\.edits) == all.map(\.edits).sorted(by: >))
  }

  @Test func aPictureThatCannotBeReadIsNamed() throws {
    try folder.write("<html>", to: "7.png")
    let evaluator = TextEvaluator(samples: samples)
    let error = #expect(throws: TrainingError.self) {
      try evaluator.scores(of: ToyReader.reader())
    }
    #expect(error?.description.contains(samples[7].imagePath) == true)
    let findings = try evaluator.findings(of: ToyReader.reader())
    #expect(findings.failures.map(\.path) == [samples[7].imagePath] && findings.scores.lines == 69)
  }

  @Test func progressMayStopTheMeasuring() throws {
    #expect(throws: CancellationError.self) {
      try TextEvaluator(samples: samples).scores(of: ToyReader.reader()) { _ in
        throw CancellationError()
      }
    }
  }
}
