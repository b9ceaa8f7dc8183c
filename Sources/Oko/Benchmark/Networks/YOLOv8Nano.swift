import OkoImaging
import OkoNetworks
package import OkoTensors

/// YOLOv8n for 80 classes, with the decoding of its boxes: 3.16 million weights.
///
/// After Jocher et al. 2023. Our detector's parts are built alike; only the head is as wide as there, and the output is
/// what its export gives.
package struct YOLOv8Nano: Module {
  /// What gives logits of distances and classes.
  package let network: DetectorNetwork

  package init() {
    var architecture = DetectorArchitecture(.nano, classCount: 80)
    architecture.classHeadWidth = 80
    network = DetectorNetwork(architecture)
  }

  /// Pictures `[N, H, W, 3]` → boxes (x and y of the middle, width, height, in pixels) and probabilities of the classes,
  /// `[N, A, 4 + 80]`.
  package func callAsFunction(_ x: Tensor) -> Tensor {
    let logits = network(x)
    let grid = AnchorGrid(size: Size(width: x.shape[2], height: x.shape[1]))
    let bins = DistributionCodec.bins
    let shares = logits.sliced(axis: 2, 0..<4 * bins)
      .reshaped(to: [x.shape[0] * grid.count * 4, bins]).softmax()
      .reshaped(to: [x.shape[0] * grid.count, 4 * bins])
    let boxes = shares.matrixProduct(Self.expectations)
      .reshaped(to: [x.shape[0], grid.count, 4])
    let middles: [Float] = grid.centersX.indices.flatMap {
      [grid.centersX[$0], grid.centersY[$0], 0, 0]
    }
    let classes = logits.sliced(axis: 2, 4 * bins..<logits.shape[2]).activated(.sigmoid)
    return Tensor.concatenated(
      [
        boxes * Tensor(grid.strides, shape: [1, grid.count, 1])
          + Tensor(middles, shape: [1, grid.count, 4]), classes,
      ], axis: 2)
  }

  /// What makes boxes of the shares of all bins, `[4 · bins, 4]`, in strides around the anchor.
  ///
  /// A side's distance is Σ share · bin. The middle lies at half the difference of opposite sides, the extent is their
  /// sum.
  private static var expectations: Tensor {
    let ofSides: [[Float]] = [[-0.5, 0, 1, 0], [0, -0.5, 0, 1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]]
    let bins = (0..<DistributionCodec.bins).map(Float.init)
    let rows = ofSides.flatMap { side in bins.flatMap { bin in side.map { $0 * bin } } }
    return Tensor(rows, shape: [DistributionCodec.channels, 4])
  }
}
