import OkoNetworks
import OkoTensors

/// YOLOv8n for 80 classes, with the decoding of its boxes: 3.16 million weights.
///
/// After Jocher et al. 2023. Our detector's parts are built alike; only the head is as wide as there, and the output is what its export gives.
struct YOLOv8Nano: Module {
  let network: DetectorNetwork

  init() {
    var architecture = DetectorArchitecture(.nano, classCount: 80)
    architecture.classHeadWidth = 80
    network = DetectorNetwork(architecture)
  }

  /// Pictures `[N, H, W, 3]` → distances of the sides and probabilities of the classes, `[N, A, 4 + 80]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let logits = network(x)
    let (count, bins) = (logits.shape[1], DistributionCodec.bins)
    let shares = logits.sliced(axis: 2, 0..<4 * bins)
      .reshaped(to: [x.shape[0] * count * 4, bins]).softmax()
    let positions = Tensor((0..<bins).map(Float.init), shape: [bins, 1])
    let distances = shares.matrixProduct(positions).reshaped(to: [x.shape[0], count, 4])
    let classes = logits.sliced(axis: 2, 4 * bins..<logits.shape[2]).activated(.sigmoid)
    return Tensor.concatenated([distances, classes], axis: 2)
  }
}
