import OkoNetworks
import OkoTensors

/// The part of every network that turns pixels into features: five halvings of the size, each but the first
/// followed by a cross-stage block.
struct Backbone: Module {
  let stem: ConvolutionBlock
  let stages: [Stage]
  let pooling: PyramidPooling

  /// One halving of the size.
  struct Stage: Module {
    let downsampling: ConvolutionBlock
    let block: CrossStageBlock

    init(_ inputs: Int, _ outputs: Int, depth: Int) {
      downsampling = ConvolutionBlock(inputs, outputs, stride: 2)
      block = CrossStageBlock(outputs, outputs, depth: depth)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { block(downsampling(x)) }
  }

  /// Makes a backbone of five `widths` (at strides 2, 4, 8, 16 and 32) and four `depths`.
  init(widths: [Int], depths: [Int]) {
    precondition(
      widths.count == 5 && depths.count == 4,
      "Backbone: \(widths.count) widths and \(depths.count) depths, 5 and 4 expected")
    stem = ConvolutionBlock(3, widths[0], stride: 2)
    stages = depths.indices.map { Stage(widths[$0], widths[$0 + 1], depth: depths[$0]) }
    pooling = PyramidPooling(widths[4])
  }

  /// `[N, H, W, 3]` in 0…1 → features at strides 2, 4, 8, 16 and 32.
  ///
  /// - Precondition: H and W are multiples of 32.
  func callAsFunction(_ x: Tensor) -> [Tensor] {
    precondition(
      x.shape.rank == 4 && x.shape[1] % 32 == 0 && x.shape[2] % 32 == 0,
      "Backbone: an input of \(x.shape), sides of multiples of 32 expected")
    var features = [stem(x)]
    for stage in stages { features.append(stage(features[features.count - 1])) }
    features[4] = pooling(features[4])
    return features
  }
}
