import OkoNetworks
import OkoTensors

/// DCGAN's discriminator down to its features: convolutions of 4×4 at stride 2.
///
/// After Radford et al. 2015, with batch normalisation behind all but the first, and leaky ReLU. It always takes the statistics of the batch, as it is used in training alone.
struct DCGANFeatures: PictureFeatures {
  let convolutions: [Convolution]
  /// Behind every convolution but the first.
  let normalizations: [BatchNormalization]
  let featureCount: Int

  init(_ architecture: GenerationArchitecture) {
    let widths = Array(architecture.sides.reversed()).map(architecture.width(at:))
    let inputs = [architecture.channels] + widths
    convolutions = widths.indices.map { index in
      Convolution(
        inputs[index], widths[index], kernel: 4, stride: 2, padding: 1, hasBias: index == 0,
        initializer: .normal(deviation: 0.02))
    }
    normalizations = widths.dropFirst().map {
      BatchNormalization($0, momentum: 0.1, epsilon: 1e-5)
    }
    featureCount = 16 * widths[widths.count - 1]
  }

  func callAsFunction(_ pictures: Tensor) -> Tensor {
    var x = convolutions[0](pictures).activated(.generative)
    for (convolution, normalization) in zip(convolutions.dropFirst(), normalizations) {
      x = normalization.ofBatch(convolution(x), activation: .generative)
    }
    return x.reshaped(to: [x.shape[0], featureCount])
  }
}
