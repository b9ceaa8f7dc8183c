import OkoNetworks
import OkoTensors

/// The residual generator: from 4 by 4 pixels up, every doubling bilinear, so that no grid shows in the pictures.
struct ResidualSynthesis: PictureSynthesis {
  let start: Linear
  let stages: [ResidualStage]
  /// Between two stages, to the channels of the next.
  let transitions: [Convolution]
  /// At the full size, to few channels and from them to the picture.
  let finishing: Convolution
  let output: Convolution
  private let width: Int

  /// Channels at the full size, where each costs most.
  private static let finestWidth = 16

  init(_ architecture: GenerationArchitecture) {
    let sides = architecture.sides
    width = architecture.width(at: 4)
    start = Linear(architecture.inputWidth, 16 * width, initializer: .he)
    stages = sides.map { ResidualStage(architecture, side: $0) }
    let widths = sides.map(architecture.width(at:)) + [Self.finestWidth]
    transitions = zip(widths, widths.dropFirst()).map {
      Convolution($0, $1, kernel: 1, hasBias: false, initializer: .glorot)
    }
    finishing = Convolution(Self.finestWidth, Self.finestWidth)
    output = Convolution(Self.finestWidth, architecture.channels, initializer: .glorot)
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    var x = start(input).reshaped(to: [input.shape[0], 4, 4, width])
    for (stage, transition) in zip(stages, transitions) {
      // A map of 1×1 and a resampling may change places; the smaller picture comes first.
      x = transition(stage(x))
      x = x.resizedBilinear(height: 2 * x.shape[1], width: 2 * x.shape[2])
    }
    return output(finishing(x.activated(.generative)).activated(.generative))
  }
}
