public import OkoNetworks
public import OkoTensors

/// A network that gives every pixel a logit for each class: encoder, decoder, and an output at each scale.
///
/// Where instances are separated, two channels follow those of the classes: the logit of an edge between things
/// and that of the depth inside one, 0 at its rim and 1 at its middle.
public struct SegmenterNetwork: Module {
  let encoder: any FeatureEncoder
  let decoder: Decoder
  /// The output of every scale of the decoder, the finest first; all but the first only help to train.
  let outputs: [Convolution]
  /// The numbers that it is built of.
  public let architecture: SegmentationArchitecture

  /// How many scales are trained, the finest first.
  ///
  /// After Lee et al. 2015 (deeply supervised nets).
  static let supervisedScales = 3

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  public init(_ architecture: SegmentationArchitecture) {
    self.architecture = architecture
    switch architecture.family {
    case .unet:
      encoder = PixelEncoder(widths: architecture.widths, depths: architecture.depths)
    case .light:
      encoder = Backbone(widths: architecture.widths, depths: architecture.depths)
    }
    decoder = Decoder(widths: architecture.decoderWidths, skips: architecture.widths)
    outputs = architecture.decoderWidths.prefix(Self.supervisedScales).map {
      Convolution($0, architecture.outputCount, kernel: 1, initializer: .glorot)
    }
  }

  /// Pictures `[N, H, W, 3]` → logits `[N, H, W, outputs]`.
  ///
  /// - Precondition: H and W are multiples of `architecture.multiple`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let logits = outputs[0](decoder(encoder(x))[0])
    // The light network's finest scale is stride 2.
    return logits.shape[1] == x.shape[1]
      ? logits : logits.resizedBilinear(height: x.shape[1], width: x.shape[2])
  }

  /// Pictures `[N, H, W, 3]` → logits at every trained scale, the first of `[N, H, W, outputs]`.
  public func supervised(_ x: Tensor) -> [Tensor] {
    let scales = decoder(encoder(x))
    var logits = zip(outputs, scales).map { $0($1) }
    if logits[0].shape[1] != x.shape[1] {
      logits[0] = logits[0].resizedBilinear(height: x.shape[1], width: x.shape[2])
    }
    return logits
  }
}

/// What turns pictures into features at every scale, the finest first, each half the size of the one before.
protocol FeatureEncoder: Module {
  /// `[N, H, W, 3]` → the features of every scale.
  func callAsFunction(_ x: Tensor) -> [Tensor]
}

extension Backbone: FeatureEncoder {}
extension PixelEncoder: FeatureEncoder {}
