import OkoNetworks
import OkoTensors

/// The residual discriminator down to its features: the mirror image of the generator.
struct ResidualFeatures: PictureFeatures {
  let input: Convolution
  /// The finest first.
  let stages: [ResidualStage]
  /// Between two stages, to the channels of the next.
  let transitions: [Convolution]
  /// One weight for each place and channel of the last map.
  let gathering: Convolution
  let featureCount: Int

  init(_ architecture: GenerationArchitecture) {
    let sides = Array(architecture.sides.reversed())
    input = Convolution(
      architecture.channels, architecture.width(at: sides[0]), kernel: 4, stride: 2, padding: 1)
    stages = sides.map { ResidualStage(architecture, side: $0) }
    transitions = zip(sides, sides.dropFirst()).map {
      Convolution(
        architecture.width(at: $0), architecture.width(at: $1), kernel: 1, hasBias: false,
        initializer: .glorot)
    }
    featureCount = architecture.width(at: 4)
    gathering = Convolution(
      featureCount, featureCount, kernel: 4, padding: 0, groups: featureCount, hasBias: false)
  }

  func callAsFunction(_ pictures: Tensor) -> Tensor {
    var x = stages[0](input(pictures).activated(.generative))
    for (transition, stage) in zip(transitions, stages.dropFirst()) {
      x = stage(transition(x.averagePooled(size: 2)))
    }
    return gathering(x.activated(.generative)).reshaped(to: [x.shape[0], featureCount])
  }
}
