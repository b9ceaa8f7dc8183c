import OkoNetworks
import OkoTensors

/// DCGAN's generator: transposed convolutions of 4×4 at stride 2.
///
/// After Radford et al. 2015, with batch normalisation and ReLU between them, and tanh at the end.
struct DCGANSynthesis: PictureSynthesis {
  let start: Linear
  let startNormalization: BatchNormalization
  let convolutions: [TransposedConvolution]
  /// Behind every convolution but the last.
  let normalizations: [BatchNormalization]
  private let width: Int

  init(_ architecture: GenerationArchitecture) {
    let widths = architecture.sides.map(architecture.width(at:))
    width = widths[0]
    start = Linear(
      architecture.inputWidth, 16 * width, hasBias: false, initializer: .normal(deviation: 0.02))
    startNormalization = BatchNormalization(width, momentum: 0.1, epsilon: 1e-5)
    let outputs = widths.dropFirst() + [architecture.channels]
    convolutions = widths.indices.map { index in
      TransposedConvolution(
        widths[index], outputs[outputs.startIndex + index], kernel: 4, stride: 2, padding: 1,
        hasBias: index == widths.count - 1)
    }
    normalizations = widths.dropFirst().map {
      BatchNormalization($0, momentum: 0.1, epsilon: 1e-5)
    }
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    var x = startNormalization(
      start(input).reshaped(to: [input.shape[0], 4, 4, width]), activation: .relu)
    for (convolution, normalization) in zip(convolutions, normalizations) {
      x = normalization(convolution(x), activation: .relu)
    }
    return convolutions[convolutions.count - 1](x).activated(.tanh)
  }
}
