import Oko
import OkoNetworks

/// A small reader of random weights.
enum ToyReader {
  static let alphabet = Alphabet("abc ")

  static func reader() -> Reader {
    var architecture = ReaderArchitecture(classCount: alphabet.classCount)
    architecture.widths = [4, 6, 8, 8]
    (architecture.stateWidth, architecture.layers) = (8, 1)
    let network = ReaderNetwork(architecture)
    network.initialize(seed: 1)
    return Reader(
      network,
      description: ModelDescription(
        task: "read", classNames: alphabet.characters.map { String($0) }, imageSize: 32))
  }
}
