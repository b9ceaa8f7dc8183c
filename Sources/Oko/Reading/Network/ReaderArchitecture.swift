import OkoNetworks

/// The numbers that determine a reader's network; stored with its weights.
public struct ReaderArchitecture: Codable, Sendable, Hashable {
  /// What mixes the columns of a line.
  public enum Encoder: String, Codable, Sendable, CaseIterable {
    /// Long short-term memory in both directions.
    case lstm
    /// Gated recurrent units in both directions.
    case gru
    /// The textbook recurrent cell in both directions.
    case rnn
    /// Multi-head attention.
    case attention
    /// Nothing: each column is read by what the convolutions see around it.
    case none
  }

  /// The height of a line in pixels, a multiple of 16.
  public var height = 32
  /// Channels of the four stages of convolutions.
  public var widths = [32, 64, 128, 256]
  /// What mixes the columns.
  public var encoder: Encoder
  /// The width of a state, of each direction, or half of the width of attention.
  public var stateWidth = 192
  /// Layers of the encoder.
  public var layers = 2
  /// The share of numbers that training strikes out between layers.
  public var dropout: Float = 0.2
  /// How many classes a step has: the characters and the blank.
  public var classCount: Int

  /// An architecture of about 3.3 million weights.
  public init(classCount: Int, encoder: Encoder = .lstm, height: Int = 32) {
    (self.classCount, self.encoder, self.height) = (classCount, encoder, height)
  }

  /// Pixels of a line from one step to the next.
  static let stride = 4

  /// Whether a network can be built of these numbers, which may come from a hostile file.
  package var isValid: Bool {
    height % 16 == 0 && (16...256).contains(height) && widths.count == 4
      && widths.allSatisfy { (1...2048).contains($0) } && (8...2048).contains(stateWidth)
      && stateWidth % 8 == 0 && (1...16).contains(layers) && (0..<1).contains(dropout)
      && (2...200_000).contains(classCount)
  }
}
