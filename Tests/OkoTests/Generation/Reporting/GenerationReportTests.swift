import Foundation
import Oko
import OkoImaging
import OkoJSON
import Testing

@Suite struct GenerationReportTests {
  private func scores(_ changes: [String: Any] = [:]) throws -> GenerationScores {
    var fields: [String: Any] = [
      "kernelDistance": -0.0125, "kernelDeviation": 0.00125, "frechetDistance": 12.5,
      "precision": 0.75, "recall": 0.5, "density": 1.25, "coverage": 0.625,
      "slicedWasserstein": 30.5, "classAccuracy": 0.875, "featureNetwork": "digits",
      "slicedWassersteinLevels": [["side": 32, "distance": 41], ["side": 16, "distance": 20]],
      "realCount": 200, "generatedCount": 100,
    ]
    fields.merge(changes) { $1 }
    return try JSONDecoder().decode(
      GenerationScores.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  @Test func theTableHasARowForEachMeasure() throws {
    let text = GenerationReport(scores: try scores()).text
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows[1] == ["kernel", "distance", "x1000", "-12.500", "low"])
    #expect(rows[2] == ["deviation", "of", "subsets", "1.250"])
    #expect(rows[3] == ["Frechet", "distance", "12.500", "low"])
    #expect(rows[4] == ["precision", "0.750", "high"] && rows[7] == ["coverage", "0.625", "high"])
    #expect(rows[9] == ["at", "32", "pixels", "41.000", "low"])
    #expect(rows[11] == ["read", "as", "their", "class", "0.875", "high"])
    #expect(text.hasSuffix("in the features of digits; 100 generated, 200 real pictures"))
  }

  @Test func withoutClassesNoneAreRead() throws {
    let report = GenerationReport(scores: try scores(["classAccuracy": NSNull()]))
    #expect(!report.text.contains("class"))
    #expect(report.json["class_accuracy"]?.isNull == true)
  }

  @Test func theJSONHasTheFigures() throws {
    let json = GenerationReport(scores: try scores()).json
    #expect(json["kernel_distance"]?.double == -0.0125 && json["recall"]?.double == 0.5)
    #expect(json["sliced_wasserstein_levels"]?[1]?["side"]?.int == 16)
    #expect(json["generated"]?.int == 100 && json["feature_network"]?.string == "digits")
  }

  @Test func filesAreWritten() throws {
    let folder = try DatasetFolderFixture()
    let sheet = Image(width: 4, height: 4, channels: .rgb, filledWith: [1, 2, 3])
    try GenerationReport(scores: try scores(), sheet: sheet).write(to: folder.path)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["samples.png", "scores.json"])
  }

  /// The worst that a broken generator makes is still a report.
  @Test func featuresThatAreNoNumbersAreReported() {
    let pictures = (0..<6).map {
      Image(width: 16, height: 16, channels: .gray, filledWith: [UInt8($0 * 40)])
    }
    let broken = FeatureMatrix(
      rows: 6, width: 3, values: [Float](repeating: .nan, count: 18))
    let report = GenerationReport(
      scores: GenerationScores(
        real: (HashedFeatures.matrix(6, 3, set: 0), pictures), generated: (broken, pictures),
        featureNetwork: "digits"))
    #expect(report.scores.precision == 0 && report.scores.recall == 0)
    #expect(report.json["frechet_distance"]?.isNull == true)
    #expect(report.text.contains("Frechet distance"))
  }

  @Test func equalPicturesHaveTheBestScores() {
    let set = HashedFeatures.matrix(12, 5, set: 0)
    let pictures = (0..<12).map { index in
      Image(
        width: 16, height: 16, channels: .gray,
        samples: HashedFeatures.values(16, 16, set: index).map { UInt8($0 * 255) })
    }
    let scores = GenerationScores(
      real: (set, pictures), generated: (set, pictures), featureNetwork: "digits",
      classAccuracy: GenerationScores.accuracy(of: [1, 2, 2, 0], expected: [1, 2, 0, 0]))
    #expect(scores.precision == 1 && scores.recall == 1 && scores.coverage == 1)
    #expect(scores.frechetDistance < 1e-10 && scores.slicedWasserstein == 0)
    #expect(scores.classAccuracy == 0.75 && scores.generatedCount == 12)
    #expect(GenerationScores.accuracy(of: [], expected: []) == nil)
  }
}
