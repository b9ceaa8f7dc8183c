public import OkoNetworks
public import OkoTensors

/// An anchor-free detector: backbone, on request attention, feature pyramid and a head for each level.
///
/// For every place of the levels at strides 8, 16 and 32 it says how far the sides of a box are, as a
/// distribution over bins (Li et al. 2020, generalized focal loss), and how likely each class is.
public struct DetectorNetwork: Module {
  let backbone: Backbone
  let attention: PictureAttention?
  let neck: FeaturePyramid
  let heads: [DetectionHead]
  /// The numbers that it is built of.
  public let architecture: DetectorArchitecture

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  public init(_ architecture: DetectorArchitecture) {
    self.architecture = architecture
    backbone = Backbone(widths: architecture.widths, depths: architecture.depths)
    attention = architecture.attends ? PictureAttention(architecture.widths[4]) : nil
    let widths = Array(architecture.widths[2...])
    neck = FeaturePyramid(widths: widths, depth: architecture.neckDepth)
    heads = zip(widths, DetectorArchitecture.strides).map {
      DetectionHead($0, stride: $1, architecture: architecture)
    }
  }

  /// Pictures `[N, H, W, 3]` in 0…1 → logits `[N, A, 4 · bins + classes]`.
  ///
  /// A counts the places of all levels, the finest first, row by row; H and W are multiples of 32.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var features = Array(backbone(x)[2...])
    if let attention { features[2] = attention(features[2]) }
    let levels = neck(features)
    return Tensor.concatenated(zip(heads, levels).map { $0($1) }, axis: 1)
  }
}
