public import OkoImaging
import OkoNetworks
import OkoTensors

/// Which picture a generator is asked for.
public struct GenerationRequest: Hashable, Sendable {
  /// Decides everything that chance does.
  public var seed: UInt64
  /// What the picture shows; an index into the names of the classes, 0 where there are none.
  public var classIndex: Int
  /// ψ, by which the latent numbers are multiplied: below 1 pictures are likelier and more alike.
  public var truncation: Float

  /// Makes a request.
  public init(seed: UInt64, classIndex: Int = 0, truncation: Float = 1) {
    (self.seed, self.classIndex, self.truncation) = (seed, classIndex, truncation)
  }
}

extension Generator {
  /// The pictures of `requests`, in their order, drawn on all threads; each the same whatever the others are.
  public func pictures(_ requests: [GenerationRequest]) -> [Image] {
    Workers.shared.map(requests.count) { picture(requests[$0]) }
  }

  /// The picture of `request`.
  ///
  /// - Precondition: there is such a class.
  public func picture(_ request: GenerationRequest) -> Image {
    let latent = Latent(seed: request.seed, width: network.architecture.latentWidth)
    return picture(latent.scaled(by: request.truncation), classIndex: request.classIndex)
  }

  /// The pictures on the way from one seed to another, both included, `count` in all.
  ///
  /// The way is a great circle where both lie as far from the middle (Shoemake 1985), as normal numbers of many dimensions
  /// nearly do.
  ///
  /// - Precondition: `count` is at least 2, and there are such classes.
  public func interpolation(
    from start: GenerationRequest, to end: GenerationRequest, count: Int
  ) -> [Image] {
    precondition(count >= 2, "Generator.interpolation: \(count) pictures")
    let width = network.architecture.latentWidth
    let first = Latent(seed: start.seed, width: width).scaled(by: start.truncation)
    let last = Latent(seed: end.seed, width: width).scaled(by: end.truncation)
    return Workers.shared.map(count) { index in
      let share = Float(index) / Float(count - 1)
      return picture(
        first.turned(towards: last, by: share),
        classIndex: share < 0.5 ? start.classIndex : end.classIndex)
    }
  }

  /// A number that changes with any weight, for the provenance of pictures.
  public var fingerprint: String {
    var hash = StableHash()
    for (name, parameter) in network.namedParameters {
      hash.mix(text: name)
      for value in parameter.value.scalars { hash.mix(word: UInt64(value.bitPattern)) }
    }
    return hash.value.padded(to: 16, radix: 16)
  }

  /// Where the picture of `request` comes from, as texts of a PNG.
  ///
  /// - Parameters:
  ///   - request: The picture.
  ///   - model: What the model is called.
  ///   - fingerprint: That of the model, which takes a while to find.
  /// - Returns: The texts.
  public func provenance(
    of request: GenerationRequest, model: String, fingerprint: String
  ) -> [PNGText] {
    var texts = [
      PNGText("Software", "oko generate"), PNGText("Source", "generated picture, no photograph"),
      PNGText("Model", model), PNGText("Model fingerprint", fingerprint),
      PNGText("Seed", "\(request.seed)"), PNGText("Truncation", "\(request.truncation)"),
    ]
    if !classNames.isEmpty { texts.append(PNGText("Class", classNames[request.classIndex])) }
    return texts
  }
}
