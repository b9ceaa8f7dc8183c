import OkoNetworks
package import OkoTensors

/// The networks that are timed: those of papers, which other systems run as well, and our own.
///
/// Weights are random, as time does not depend on them.
public enum BenchmarkNetwork: String, CaseIterable, Sendable {
  /// YOLOv8n on pictures of 640 by 640.
  case yolo640 = "yolov8n-640"
  /// YOLOv8n on pictures of 320 by 320.
  case yolo320 = "yolov8n-320"
  /// ResNet-18.
  case resnet = "resnet18-224"
  /// MobileNetV3-Large.
  case mobilenet = "mbv3l-224"
  /// U-Net on pictures of 512 by 512.
  case unet512 = "unet-512"
  /// U-Net on pictures of 256 by 256.
  case unet256 = "unet-256"
  /// DCGAN's generator.
  case dcgan = "dcganG-64"
  /// The convolutional recurrent reader of Shi et al. 2015.
  case crnn = "crnn-32x128"
  /// Our detector `nano` with 80 classes.
  case detector = "oko-detector-640"
  /// Our segmenter for two classes and single things.
  case segmenter = "oko-segmenter-256"
  /// Our segmenter for video and streets, with 11 classes.
  case light = "oko-light-480x352"
  /// Our generator.
  case generator = "oko-generator-64"
  /// Our reader with 100 characters.
  case reader = "oko-reader-32x256"

  /// The shape of `batchSize` inputs.
  package func inputShape(batchSize: Int) -> Shape {
    switch self {
    case .yolo640, .detector: [batchSize, 640, 640, 3]
    case .yolo320: [batchSize, 320, 320, 3]
    case .resnet, .mobilenet: [batchSize, 224, 224, 3]
    case .unet512: [batchSize, 512, 512, 3]
    case .unet256, .segmenter: [batchSize, 256, 256, 3]
    case .light: [batchSize, 352, 480, 3]
    case .dcgan: [batchSize, 100]
    case .generator: [batchSize, 64]
    case .crnn: [batchSize, 32, 128, 1]
    case .reader: [batchSize, 32, 256, 1]
    }
  }

  /// The network with random weights, and how many of them are trained.
  package func made() -> (forward: @Sendable (Tensor) -> Tensor, weightCount: Int) {
    func initialized<Network: Module>(
      _ network: Network, _ forward: @escaping @Sendable (Network, Tensor) -> Tensor
    ) -> (@Sendable (Tensor) -> Tensor, Int) {
      network.initialize(seed: 0)
      return ({ forward(network, $0) }, network.trainableCount)
    }
    switch self {
    case .yolo640, .yolo320: return initialized(YOLOv8Nano()) { $0($1) }
    case .resnet: return initialized(ResidualNetwork18()) { $0($1) }
    case .mobilenet: return initialized(MobileNetworkV3()) { $0($1) }
    case .unet512, .unet256: return initialized(ClassicUNetwork()) { $0($1) }
    case .dcgan:
      let architecture = GenerationArchitecture(family: .dcgan, resolution: 64)
      return initialized(DCGANSynthesis(architecture)) { $0($1) }
    case .crnn: return initialized(ClassicReader()) { $0($1) }
    case .detector:
      return initialized(DetectorNetwork(DetectorArchitecture(.nano, classCount: 80))) { $0($1) }
    case .segmenter, .light:
      return initialized(SegmenterNetwork(segmentationArchitecture)) { $0($1) }
    case .generator:
      return initialized(ResidualSynthesis(GenerationArchitecture(resolution: 64))) { $0($1) }
    case .reader: return initialized(ReaderNetwork(ReaderArchitecture(classCount: 101))) { $0($1) }
    }
  }

  /// What training fits to nuclei, or to streets.
  private var segmentationArchitecture: SegmentationArchitecture {
    self == .light
      ? SegmentationArchitecture(
        family: .light, widths: [16, 32, 64, 128, 256], depths: [1, 2, 2, 1],
        decoderWidths: [24, 32, 64, 96], classCount: 11, separatesInstances: false)
      : SegmentationArchitecture(
        family: .unet, widths: [16, 32, 64, 128, 192, 192], depths: [0, 1, 1, 1, 1, 1],
        decoderWidths: [16, 32, 64, 128, 192], classCount: 2, separatesInstances: true)
  }
}
