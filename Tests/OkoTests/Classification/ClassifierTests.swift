import Foundation
import Oko
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite(.serialized) struct ClassifierTests {
  @Test func everyPictureHasALogitOfEachClass() {
    let x = Tensor(zeros: [2, 64, 96, 3])
    let network = ToyClassifier.network()
    #expect(network(x).shape == [2, 3])
    #expect(network.features(x).shape == [2, 16])
  }

  @Test func probabilitiesAreTheSoftmaxOfTheLogitsOfTheFittedPicture() throws {
    let picture = Image(width: 30, height: 50, channels: .gray, filledWith: [90])
    let result = try ToyClassifier.classifier().classify(picture)
    let fitted = picture.converted(to: .rgb).letterboxed(to: Size(width: 64, height: 64)).0
    let logits = ToyClassifier.network()(Tensor(fitted)).scalars
    let sum = logits.reduce(0) { $0 + Foundation.exp($1) }
    for (share, logit) in zip(result.probabilities, logits) {
      #expect(abs(share - Foundation.exp(logit) / sum) < 1e-5)
    }
    #expect(result.probabilities.count == 3)
  }

  @Test func aFileIsClassifiedAsItsPicture() throws {
    let folder = try DatasetFolderFixture()
    let picture = ToyClassifier.picture(0)
    try folder.write(PNGEncoder.encode(picture), to: "a.png")
    let classifier = try ToyClassifier.classifier()
    let result = try classifier.classify(path: folder.path + "/a.png")
    #expect(result.probabilities == classifier.classify(picture).probabilities)
    #expect(throws: ImageError.self) { try classifier.classify(path: folder.path + "/b.png") }
  }

  @Test func theLikeliestClassComesFirstAndTheFirstOfEquals() {
    let result = ClassificationResult(probabilities: [0.2, 0.3, 0.2, 0.3])
    #expect(result.ranking == [1, 3, 0, 2])
  }

  @Test func featuresAreARowForEachPictureOfAnySize() throws {
    let classifier = try ToyClassifier.classifier()
    // More than pass the network at a time.
    let pictures = (0..<35).map {
      ToyClassifier.picture($0, size: Size(width: 40 + $0, height: 64))
    }
    let all = classifier.features(of: pictures)
    #expect(all.rows == 35 && all.width == 16 && all.values.count == 35 * 16)
    for index in [0, 33] {
      let alone = classifier.features(of: [pictures[index]])
      for (one, other) in zip(alone.values, all.values[(index * 16)..<(index * 16 + 16)]) {
        #expect(abs(one - other) < 1e-4)
      }
    }
    #expect(all.values[..<16] != all.values[16..<32])
    #expect(classifier.features(of: []).rows == 0)
  }

  @Test func theLastLayerDecidesByTheFeatures() throws {
    let network = ToyClassifier.network()
    let picture = ToyClassifier.picture(2, size: Size(width: 64, height: 64))
    let features = try ToyClassifier.classifier().features(of: [picture])
    let named = Dictionary(
      uniqueKeysWithValues: network.namedParameters.map { ($0.0, $0.1.value.scalars) })
    let (matrix, bias) = (
      try #require(named["output.matrix"]), try #require(named["output.bias"])
    )
    let logits = network(Tensor(picture)).scalars
    for index in 0..<3 {
      let sum = (0..<16).reduce(bias[index]) { sum, feature in
        sum + matrix[feature * 3 + index] * features.values[feature]
      }
      #expect(abs(sum - logits[index]) < 1e-4)
    }
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let pictures = (0..<3).map { ToyClassifier.picture($0) }
    let classifier = try ToyClassifier.classifier()
    let (one, two) = onOneAndTwoThreads { classifier.features(of: pictures).values }
    #expect(one == two)
  }

  @Test func whatIsNoClassifierIsRefused() throws {
    var deep = ToyClassifier.architecture
    deep.depths[0] = 1_000_000
    var wide = ToyClassifier.architecture
    wide.widths[4] = 32
    var lacking = try ToyClassifier.checkpoint()
    lacking.tensors.removeValue(forKey: "output.bias")
    for hostile in [
      try ToyClassifier.checkpoint(size: 65), try ToyClassifier.checkpoint(names: ["a"]),
      try ToyClassifier.checkpoint(task: "detect"), try ToyClassifier.checkpoint(named: deep),
      try ToyClassifier.checkpoint(named: wide), lacking,
    ] {
      #expect(throws: CheckpointError.self) { try Classifier(hostile) }
    }
  }

  @Test func aWeightThatIsNotFiniteIsRefusedByName() throws {
    var hostile = try ToyClassifier.checkpoint()
    hostile.tensors["output.bias"] = Tensor([0, .nan, 0], shape: [3])
    let error = #expect(throws: CheckpointError.self) { try Classifier(hostile) }
    #expect(error?.message.contains("output.bias") == true)
  }
}
