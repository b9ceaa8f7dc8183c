import OkoNetworks
import OkoTensors

/// The neck: features flow from coarse to fine, then back, so that every level knows what is where.
///
/// After Lin et al. 2017 (feature pyramid) and Liu et al. 2018 (path aggregation).
struct FeaturePyramid: Module {
  let topDown16: CrossStageBlock
  let topDown8: CrossStageBlock
  let downsampling16: ConvolutionBlock
  let bottomUp16: CrossStageBlock
  let downsampling32: ConvolutionBlock
  let bottomUp32: CrossStageBlock

  /// Makes a neck for features of these widths at strides 8, 16 and 32.
  init(widths: [Int], depth: Int) {
    let (fine, middle, coarse) = (widths[0], widths[1], widths[2])
    func block(_ inputs: Int, _ outputs: Int) -> CrossStageBlock {
      CrossStageBlock(inputs, outputs, depth: depth, isResidual: false)
    }
    topDown16 = block(coarse + middle, middle)
    topDown8 = block(middle + fine, fine)
    downsampling16 = ConvolutionBlock(fine, fine, stride: 2)
    bottomUp16 = block(fine + middle, middle)
    downsampling32 = ConvolutionBlock(middle, middle, stride: 2)
    bottomUp32 = block(middle + coarse, coarse)
  }

  /// Features at strides 8, 16 and 32 → the same sizes and widths.
  func callAsFunction(_ features: [Tensor]) -> [Tensor] {
    func joined(_ parts: Tensor...) -> Tensor { Tensor.concatenated(parts, axis: 3) }
    let (fine, middle, coarse) = (features[0], features[1], features[2])
    let down16 = topDown16(joined(coarse.upsampledNearest(by: 2), middle))
    let out8 = topDown8(joined(down16.upsampledNearest(by: 2), fine))
    let out16 = bottomUp16(joined(downsampling16(out8), down16))
    let out32 = bottomUp32(joined(downsampling32(out16), coarse))
    return [out8, out16, out32]
  }
}
