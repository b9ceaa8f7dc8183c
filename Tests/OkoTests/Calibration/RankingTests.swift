import Oko
import OkoImaging
import OkoTensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A temperature changes how sure answers are, and neither which they are nor how they rank.
@Suite struct RankingTests {
  private static let temperatures: [Float] = [0.05, 0.5, 1, 1.7, 20]

  @Test(arguments: temperatures, [false, true])
  func boxesAndTheirOrderAreTheSame(value: Float, several: Bool) {
    let grid = AnchorGrid(size: Size(width: 96, height: 64))
    var random = RandomSource(seed: 3, stream: "ranking")
    let logits = Tensor(normal: [2, grid.count, 67], deviation: 4, using: &random)
    let decoder = DetectionDecoder(grid: grid, classCount: 3)
    let plain = decoder.detections(
      in: logits, options: DetectionOptions(confidence: 0.3), severalClasses: several)
    // The confidence at which as much is seen.
    let confidence = Temperature(value).probability(logit: log(0.3 / 0.7) as Float)
    let found = decoder.detections(
      in: logits, options: DetectionOptions(confidence: confidence, temperature: value),
      severalClasses: several)
    for (found, plain) in zip(found, plain) {
      #expect(found.map(\.box) == plain.map(\.box) && found.count > 10)
      #expect(found.map(\.classIndex) == plain.map(\.classIndex))
      let confidences = found.map(\.confidence)
      #expect(zip(confidences, confidences.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test(arguments: temperatures)
  func theOptionDividesLogits(value: Float) {
    let grid = AnchorGrid(size: Size(width: 64, height: 64))
    var random = RandomSource(seed: 4, stream: "ranking")
    let logits = Tensor(normal: [1, grid.count, 67], deviation: 3, using: &random)
    let decoder = DetectionDecoder(grid: grid, classCount: 3)
    let plain = decoder.candidates(in: logits, above: 0)[0]
    let found = decoder.detections(
      in: logits, options: DetectionOptions(confidence: 0.5, temperature: value))[0]
    #expect(found.map(\.box) == plain.map(\.box) && found.count > 5)
    for (detection, candidate) in zip(found, plain) {
      #expect(abs(detection.confidence - 1 / (1 + exp(-candidate.logit / value))) < 1e-6)
    }
  }

  @Test func aClassifierRanksByItsLogits() throws {
    let classifier = try ToyClassifier.classifier()
    let picture = ToyClassifier.picture(2)
    let plain = classifier.classify(picture)
    for value in Self.temperatures + [0, 1e-30, 1e30] {
      let result = classifier.classify(picture, temperature: value)
      #expect(result.ranking == plain.ranking)
      #expect(abs(result.probabilities.reduce(0, +) - 1) < 1e-6)
    }
    let sure = classifier.classify(picture, temperature: 0).probabilities
    #expect(sure[plain.ranking[0]] == 1 && sure.count { $0 == 0 } == 2)
  }

  @Test(arguments: temperatures, [Int?.none, 32])
  func labelsAndThingsAreTheSameAtAnyTemperature(value: Float, tile: Int?) throws {
    let segmenter = DiscFolder.segmenter(separatesInstances: true)
    let picture = SegmenterFixture.picture(width: 90, height: 70)
    var options = SegmentationOptions()
    options.tile = tile
    let (plain, shares) = (
      segmenter.segment(picture, options: options),
      segmenter.probabilities(of: picture, options: options).scalars
    )
    options.temperature = value
    let (result, tempered) = (
      segmenter.segment(picture, options: options),
      segmenter.probabilities(of: picture, options: options).scalars
    )
    #expect(result.labels == plain.labels && result.instanceMap == plain.instanceMap)
    #expect(result.instances.map(\.box) == plain.instances.map(\.box))
    let isSurer = zip(result.instances, plain.instances).allSatisfy {
      value < 1 ? $0.confidence >= $1.confidence : $0.confidence <= $1.confidence
    }
    #expect(isSurer && !plain.instances.isEmpty)
    // Two classes, then edges and depths, which no temperature touches.
    for pixel in stride(from: 0, to: shares.count, by: 4) {
      let odds = Double(shares[pixel]) / Double(shares[pixel + 1])
      let expected = 1 / (1 + exp(-log(odds) / Double(value)))
      guard abs(Double(tempered[pixel]) - expected) < 1e-4,
        tempered[(pixel + 2)..<(pixel + 4)] == shares[(pixel + 2)..<(pixel + 4)]
      else {
        Issue.record("pixel \(pixel / 4): \(tempered[pixel]), expected \(expected)")
        return
      }
    }
  }

  @Test func ensemblesTakeTheGeometricMean() throws {
    func member(_ temperature: Float) -> Segmenter {
      DiscFolder.segmenter(separatesInstances: false, temperature: temperature)
    }
    let ensemble = try SegmenterEnsemble([member(0.5), member(8)])
    #expect(abs(ensemble.temperature - 2) < 1e-6)
    #expect(try SegmenterEnsemble([member(0.7)]).temperature == 0.7)
  }
}
