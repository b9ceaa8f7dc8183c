public import OkoNetworks
public import OkoTensors

/// The numbers that determine a classifier's network; stored with its weights.
public struct ClassifierArchitecture: Codable, Sendable, Hashable {
  /// Channels at strides 2, 4, 8, 16 and 32.
  public var widths: [Int]
  /// Bottlenecks of the backbone at strides 4, 8, 16 and 32.
  public var depths: [Int]
  /// How many classes there are.
  public var classCount: Int

  /// An architecture of about 1.3 million weights.
  public init(classCount: Int) {
    (widths, depths) = ([16, 32, 64, 128, 192], [1, 2, 2, 1])
    self.classCount = classCount
  }

  /// Whether a network can be built of these numbers, which may come from a hostile file.
  package var isValid: Bool {
    widths.count == 5 && depths.count == 4
      && widths.allSatisfy { (2...4096).contains($0) && $0 % 2 == 0 }
      && depths.allSatisfy { (0...64).contains($0) } && (2...100_000).contains(classCount)
  }
}

/// A network that says what a whole picture shows: the detector's backbone, the mean over all places, a linear layer.
public struct ClassifierNetwork: Module {
  let backbone: Backbone
  let output: Linear
  /// The numbers that it is built of.
  public let architecture: ClassifierArchitecture

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  public init(_ architecture: ClassifierArchitecture) {
    self.architecture = architecture
    backbone = Backbone(widths: architecture.widths, depths: architecture.depths)
    output = Linear(architecture.widths[4], architecture.classCount)
  }

  /// Pictures `[N, H, W, 3]` in 0…1 → logits `[N, classes]`; H and W are multiples of 32.
  public func callAsFunction(_ x: Tensor) -> Tensor { output(features(x)) }

  /// Pictures `[N, H, W, 3]` in 0…1 → what the last layer decides by, `[N, widths[4]]`.
  public func features(_ x: Tensor) -> Tensor {
    let coarsest = backbone(x)[4]
    return coarsest.globalAveragePooled().reshaped(to: [x.shape[0], architecture.widths[4]])
  }
}
