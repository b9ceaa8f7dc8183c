public import OkoImaging

/// What a reader made of one line.
public struct ReadingResult: Sendable, Hashable {
  /// The text.
  public let text: String
  /// Each character with its place.
  public let characters: [ReadCharacter]
  /// The probability of the text given the line, as the reader sees it: from 0 to 1.
  public let confidence: Double
  /// What was wrong with the file and could be passed over.
  public let warnings: [String]
  /// Milliseconds.
  public let milliseconds: Milliseconds

  package init(
    text: String, characters: [ReadCharacter], confidence: Double, warnings: [String] = [],
    milliseconds: Milliseconds = Milliseconds()
  ) {
    (self.text, self.characters, self.confidence) = (text, characters, confidence)
    (self.warnings, self.milliseconds) = (warnings, milliseconds)
  }

  /// Times of the parts of the work, in milliseconds.
  public struct Milliseconds: Sendable, Hashable {
    /// Reading, decoding and fitting the picture.
    public var decode: Double = 0
    /// The network.
    public var network: Double = 0
    /// Finding the text in what the network said.
    public var decoding: Double = 0
  }
}

/// One character of a line.
public struct ReadCharacter: Sendable, Hashable {
  /// The character, as a reader sees it: a letter with its accents is one.
  public let character: Character
  /// How sure the reader is, from 0 to 1.
  public let confidence: Double
  /// About where it is: its share of the line's columns, over the whole height, in pixels of the upright original.
  public let box: Box

  package init(character: Character, confidence: Double, box: Box) {
    (self.character, self.confidence, self.box) = (character, confidence, box)
  }
}
