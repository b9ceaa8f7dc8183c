public import OkoImaging
import OkoTensors
import OkoTraining

extension Reader {
  /// Reads the line on `image`.
  public func read(_ image: Image, options: ReadingOptions = ReadingOptions()) -> ReadingResult {
    var clock = LapClock()
    let input = prepare(image)
    return read(input, options: options, decode: clock.lap())
  }

  /// Reads the line in the file at `path`.
  public func read(
    path: String, options: ReadingOptions = ReadingOptions()
  ) throws(ImageError) -> ReadingResult {
    var clock = LapClock()
    let input = try prepare(path: path)
    return read(input, options: options, decode: clock.lap())
  }

  /// Reads a file and fits it to the network's height; any thread may do that ahead of it.
  package func prepare(path: String) throws(ImageError) -> ReaderInput {
    let decoded = try ImageDecoder.decode(path: path)
    var input = prepare(decoded.image)
    input.warnings = decoded.warnings + input.warnings
    return input
  }

  /// Fits a line to the network's height.
  package func prepare(_ image: Image) -> ReaderInput {
    var warnings: [String] = []
    if image.height > 160, image.width < 3 * image.height {
      warnings.append(
        "\(image.width)×\(image.height) pixels are read as one line; for a page there is --page")
    }
    return ReaderInput(
      line: LinePicture(image, height: network.architecture.height), size: image.size,
      warnings: warnings)
  }

  /// Reads a line that took `decode` milliseconds to prepare.
  package func read(
    _ input: ReaderInput, options: ReadingOptions, decode: Double = 0
  ) -> ReadingResult {
    var clock = LapClock()
    let logits = logits(of: input)
    return result(of: input, logits, options, decode: decode, network: clock.lap())
  }

  /// Finds the text of a line in what the network says of it; the milliseconds are what both have taken before.
  func result(
    of input: ReaderInput, _ logits: Tensor, _ options: ReadingOptions, decode: Double = 0,
    network: Double = 0
  ) -> ReadingResult {
    var clock = LapClock()
    let scores = scores(logits, temperature: options.temperature)
    let decoded = decoded(scores, options)
    return ReadingResult(
      text: decoded.text, characters: input.characters(of: decoded),
      confidence: scores.probability(of: alphabet.classes(of: decoded.text) ?? []),
      warnings: input.warnings,
      milliseconds: .init(decode: decode, network: network, decoding: clock.lap()))
  }

  private func decoded(_ scores: StepScores, _ options: ReadingOptions) -> DecodedText {
    guard let seed = options.sampleSeed else {
      return options.decoding.decode(scores, alphabet: alphabet)
    }
    var random = RandomSource(seed: seed, stream: "read")
    return options.decoding.sample(scores, alphabet: alphabet, using: &random)
  }

  /// What the network says of every step of a line.
  package func scores(of input: ReaderInput, temperature: Float? = nil) -> StepScores {
    scores(logits(of: input), temperature: temperature)
  }

  /// The logits of every step of a line, `[1, T, classes]`.
  func logits(of input: ReaderInput) -> Tensor {
    let line = input.line
    return compiled(
      Tensor(
        Image(width: line.width, height: line.height, channels: .gray, samples: line.pixels)))
  }

  private func scores(_ logits: Tensor, temperature: Float?) -> StepScores {
    StepScores(
      logits: logits.scalars, classes: alphabet.classCount,
      temperature: temperature ?? description.temperature)
  }
}

/// A line fitted to the network, and the size that it had.
package struct ReaderInput: Sendable {
  package let line: LinePicture
  /// Of the upright original.
  package let size: Size
  package var warnings: [String] = []

  /// The characters with their places: from half-way to the one before to half-way to the next, no wider than high.
  func characters(of decoded: DecodedText) -> [ReadCharacter] {
    let centres = decoded.characters.map {
      Double($0.steps.lowerBound + $0.steps.upperBound) / 2
    }
    let widest = Double(line.height) / Double(2 * ReaderArchitecture.stride)
    return decoded.characters.indices.map { index in
      let centre = centres[index]
      let left = index > 0 ? (centres[index - 1] + centre) / 2 : 0
      let right = index + 1 < centres.count ? (centre + centres[index + 1]) / 2 : Double(line.steps)
      let columns = line.columns(of: max(left, centre - widest)..<min(right, centre + widest))
      let width = min(columns.width, Double(size.width) - columns.x)
      return ReadCharacter(
        character: decoded.characters[index].character,
        confidence: decoded.characters[index].confidence,
        box: Box(x: columns.x, y: 0, width: max(width, 0), height: Double(size.height)))
    }
  }
}
