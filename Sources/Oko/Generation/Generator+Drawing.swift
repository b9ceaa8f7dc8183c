public import OkoImaging
import OkoTensors

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

  /// The picture of latent numbers.
  ///
  /// - Precondition: there are as many numbers as the network takes, and there is such a class.
  package func picture(_ latent: Latent, classIndex: Int) -> Image {
    // One at a time, so that a picture does not depend on its neighbours in a batch.
    let latents = Tensor(latent.values, shape: [1, latent.values.count])
    return Image((compiled(network.input(latents, classes: [classIndex])) + 1) * 0.5)
  }

  /// The pictures of `requests` as they are compared; `progress` hears how many are drawn, and may throw to stop.
  func comparable(
    _ requests: [GenerationRequest], _ progress: (Int) throws -> Void
  ) rethrows -> [Image] {
    var drawn: [Image] = []
    for start in stride(from: 0, to: requests.count, by: 50) {
      let part = Array(requests[start..<min(start + 50, requests.count)])
      drawn += comparable(pictures(part))
      try progress(drawn.count)
    }
    return drawn
  }

  /// The pictures as they are compared: those that shine through laid on white.
  func comparable(_ pictures: [Image]) -> [Image] {
    pictures.map {
      $0.converted(to: channels == .gray ? .gray : .rgb, depth: .eight, background: .white)
    }
  }
}
