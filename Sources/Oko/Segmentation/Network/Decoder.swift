import OkoNetworks
import OkoTensors

/// The way back up: at each scale what is seen at the coarser one is joined with the encoder's own features.
///
/// After Ronneberger et al. 2015 (U-Net), with nearest-neighbour enlargement in place of transposed convolutions,
/// which leave no checkerboards (Odena et al. 2016).
struct Decoder: Module {
  /// The finest first.
  let stages: [Stage]

  /// One doubling of the size.
  struct Stage: Module {
    let reduction: ConvolutionBlock
    let joint: ConvolutionBlock
    let refinement: ConvolutionBlock

    init(below: Int, skip: Int, width: Int) {
      reduction = ConvolutionBlock(below, width, kernel: 1)
      joint = ConvolutionBlock(width + skip, width)
      refinement = ConvolutionBlock(width, width)
    }

    func callAsFunction(_ below: Tensor, skip: Tensor) -> Tensor {
      let enlarged = reduction(below).upsampledNearest(by: 2)
      return refinement(joint(Tensor.concatenated([enlarged, skip], axis: 3)))
    }
  }

  /// Makes a decoder of `widths`, one fewer than the encoder's `skips`, the finest first.
  init(widths: [Int], skips: [Int]) {
    precondition(
      widths.count == skips.count - 1,
      "Decoder: \(widths.count) widths for \(skips.count) scales")
    stages = widths.indices.map { scale in
      let isDeepest = scale == widths.count - 1
      return Stage(
        below: isDeepest ? skips[scale + 1] : widths[scale + 1], skip: skips[scale],
        width: widths[scale])
    }
  }

  /// Features at every scale, the finest first → the decoder's at every scale but the coarsest.
  func callAsFunction(_ features: [Tensor]) -> [Tensor] {
    var below = features[features.count - 1]
    var results: [Tensor] = []
    for scale in stages.indices.reversed() {
      below = stages[scale](below, skip: features[scale])
      results.append(below)
    }
    return results.reversed()
  }
}
