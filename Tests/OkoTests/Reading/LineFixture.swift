import Oko
import OkoImaging
import OkoNetworks

/// Lines of text and readers of random weights for tests.
enum LineFixture {
  /// A line with `text` in the built-in font.
  static func line(_ text: String, width: Int = 96, height: Int = 32) -> Image {
    var image = Image(width: width, height: height, channels: .gray, filledWith: [230])
    image.drawText(text, x: 6, y: 8, color: 20, scale: Double(height) / 16)
    return image
  }

  /// The numbers of a small network for the characters of `alphabet`.
  static func architecture(
    _ encoder: ReaderArchitecture.Encoder = .lstm, alphabet: Alphabet
  ) -> ReaderArchitecture {
    var architecture = ReaderArchitecture(classCount: alphabet.classCount, encoder: encoder)
    (architecture.widths, architecture.stateWidth) = ([8, 12, 16, 24], 32)
    return architecture
  }

  static func reader(
    _ characters: String = "ABC ", encoder: ReaderArchitecture.Encoder = .lstm
  ) -> Reader {
    let alphabet = Alphabet(characters)
    let network = ReaderNetwork(architecture(encoder, alphabet: alphabet))
    network.initialize(seed: 1)
    return Reader(network, description: description(alphabet))
  }

  static func description(_ alphabet: Alphabet) -> ModelDescription {
    ModelDescription(
      task: "read", classNames: alphabet.characters.map { String($0) }, imageSize: 32)
  }
}
