public import OkoImaging
import OkoTensors
import OkoTraining

extension Classifier {
  /// How many pictures pass the network at a time.
  package static let batchSize = 32

  /// Says what `image` shows; logits are divided by `temperature`, by the model's own where it is nil.
  public func classify(_ image: Image, temperature: Float? = nil) -> ClassificationResult {
    var clock = LapClock()
    let input = ClassifierInput(image: fitted(image))
    return classify(input, decode: clock.lap(), temperature: temperature)
  }

  /// Says what the picture in the file at `path` shows, decoded no larger than the network needs.
  public func classify(
    path: String, temperature: Float? = nil
  ) throws(ImageError) -> ClassificationResult {
    var clock = LapClock()
    let input = try prepare(path: path)
    return classify(input, decode: clock.lap(), temperature: temperature)
  }

  /// What the last layer decides by, a row for each of `images`: the means of the coarsest features over all places.
  package func features(of images: [Image]) -> FeatureMatrix {
    let width = network.architecture.widths[4]
    var values: [Float] = []
    values.reserveCapacity(images.count * width)
    for start in stride(from: 0, to: images.count, by: Self.batchSize) {
      let part = start..<min(start + Self.batchSize, images.count)
      let pictures = Workers.shared.map(part.count) { fitted(images[start + $0]) }
      values += network.features(Tensor(pictures)).scalars
    }
    return FeatureMatrix(rows: images.count, width: width, values: values)
  }

  /// The likeliest class of each of `images`.
  package func classes(of images: [Image]) -> [Int] {
    stride(from: 0, to: images.count, by: Self.batchSize).flatMap { start in
      let part = images[start..<min(start + Self.batchSize, images.count)]
      return logits(of: part.map(fitted)).map { $0.ranking[0] }
    }
  }

  /// Reads a picture and fits it onto the square that the network takes; any thread may do that ahead of it.
  package func prepare(path: String) throws(ImageError) -> ClassifierInput {
    let fitted = try ImageDecoder.letterboxed(path: path, to: canvas)
    return ClassifierInput(image: fitted.image, warnings: fitted.warnings)
  }

  /// The probabilities of a picture that took `decode` milliseconds to prepare.
  package func classify(
    _ input: ClassifierInput, decode: Double, temperature: Float? = nil
  ) -> ClassificationResult {
    var clock = LapClock()
    let logits = logits(of: [input.image])[0]
    return ClassificationResult(
      probabilities: probabilities(logits: logits, temperature), ranking: logits.ranking,
      warnings: input.warnings,
      milliseconds: .init(decode: decode, network: clock.lap()))
  }

  /// The logits of the classes for each of the `fitted` pictures, of which there is one at least.
  package func logits(of fitted: [Image]) -> [[Float]] {
    let logits = compiled(Tensor(fitted)).scalars
    let count = classNames.count
    return fitted.indices.map { Array(logits[$0 * count..<($0 + 1) * count]) }
  }

  /// The probabilities of the classes at `temperature`, at the model's own where it is nil.
  package func probabilities(logits: [Float], _ temperature: Float? = nil) -> [Float] {
    Temperature(temperature ?? description.temperature).probabilities(logits: logits)
  }

  private var canvas: Size {
    Size(width: description.imageSize, height: description.imageSize)
  }

  private func fitted(_ image: Image) -> Image {
    image.converted(to: .rgb, depth: .eight, background: 114).letterboxed(to: canvas).0
  }
}

/// A picture on the square that the network takes.
package struct ClassifierInput: Sendable {
  /// 8-bit RGB.
  package let image: Image
  package var warnings: [String] = []
}
