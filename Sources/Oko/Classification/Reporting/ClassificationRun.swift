import OkoImaging
public import OkoJSON
import OkoTensors
import OkoTraining

/// What a classifier says of one picture.
public struct ClassificationResult: Sendable {
  /// The probability of each class, all together 1.
  public let probabilities: [Float]
  /// Milliseconds of decoding and of the network.
  public let milliseconds: (decode: Double, network: Double)

  /// The classes from the likeliest on; of equal ones the first comes first.
  public var ranking: [Int] {
    probabilities.indices.sorted {
      probabilities[$0] == probabilities[$1] ? $0 < $1 : probabilities[$0] > probabilities[$1]
    }
  }

  /// The likeliest classes in words.
  public func summary(classNames: [String]) -> String {
    ranking.prefix(3).map { index in
      "\(classNames[index]) \((Double(probabilities[index]) * 1000).rounded() / 10) %"
    }.joined(separator: ", ")
  }

  /// The same as JSON.
  public func json(image: String, classNames: [String]) -> JSONValue {
    [
      "schema_version": 1, "image": .string(image),
      "classes": .array(
        ranking.map { index in
          [
            "class": .string(classNames[index]),
            "probability": .number(Double(probabilities[index])),
          ]
        }),
      "ms": [
        "decode": .number(milliseconds.decode), "network": .number(milliseconds.network),
      ],
    ]
  }
}

/// Classification of any number of pictures: while one is in the network, the next is read.
public struct ClassificationRun: Sendable {
  /// What became of one picture.
  public typealias Finding = PictureFinding<ClassificationResult>

  /// What classifies.
  public let classifier: Classifier

  /// Makes a run.
  public init(_ classifier: Classifier) { self.classifier = classifier }

  /// Classifies `pictures` and tells `report` of each in their order; what it throws ends the run.
  public func classify(
    _ pictures: [InputPicture], _ report: (Finding) throws -> Void
  ) throws {
    let pipeline = PicturePipeline<Prepared, ClassificationResult>(
      read: { picture in Result { () throws(ImageError) in try read(picture) } },
      work: { .success(result(of: $0)) }, write: { _, _, _, _ in })
    try pipeline.run(on: pictures, output: nil, report)
  }

  private struct Prepared: Sendable {
    let image: Image
    let milliseconds: Double
  }

  private func read(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let image = try classifier.fitted(path: picture.path)
    return Prepared(image: image, milliseconds: clock.lap())
  }

  private func result(of prepared: Prepared) -> ClassificationResult {
    var clock = LapClock()
    let shares = classifier.logits(of: [prepared.image]).softmax().scalars
    return ClassificationResult(
      probabilities: shares, milliseconds: (prepared.milliseconds, clock.lap()))
  }
}
