public import OkoImaging
import OkoNetworks

extension Generator {
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
