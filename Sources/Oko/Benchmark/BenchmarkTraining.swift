import OkoTensors

/// The trainings whose steps are timed: those of papers, which other systems make as well, and our own.
///
/// Pictures are noise and targets made up, as time does not depend on them. A step is forward, loss, gradients and
/// update.
public enum BenchmarkTraining: String, CaseIterable, Sendable {
  /// A U-Net on pictures of 256 by 256: cross-entropy of 21 classes, Adam.
  case unet = "unet-256"
  /// ResNet-18: cross-entropy of 1000 classes, descent with momentum.
  case resnet = "resnet18-224"
  /// Both networks of DCGAN: binary cross-entropy, Adam.
  case dcgan = "dcgan-64"
  /// YOLOv8n on pictures of 320 by 320: the loss of detection for seven boxes a picture, descent with Nesterov's
  /// momentum, gradients limited.
  case yolo = "yolov8n-320"
  /// The convolutional recurrent reader: CTC for eight characters a line, Adam.
  case crnn = "crnn-32x128"
  /// Our detector `nano` with 80 classes, as it is trained.
  case detector = "oko-detector-320"
  /// Our generator and its discriminator, as they are trained.
  case generator = "oko-generator-64"

  /// Inputs in a step where nothing else is asked for.
  public var batchSize: Int {
    switch self {
    case .unet, .yolo, .detector: 8
    case .resnet, .crnn: 16
    case .dcgan, .generator: 64
    }
  }

  /// What makes a step and returns its loss, and the operations of that; nil where they are not counted.
  package func made(batchSize: Int) -> (step: () -> Float, operations: Int?) {
    var random = RandomSource(seed: 0, stream: "benchmark")
    return switch self {
    case .unet: Self.segmentation(batchSize, &random)
    case .resnet: Self.classification(batchSize, &random)
    case .dcgan: Self.game(batchSize, &random)
    case .yolo, .detector: detection(batchSize, &random)
    case .crnn: Self.reading(batchSize, &random)
    case .generator: Self.ownGame(batchSize, &random)
    }
  }
}
