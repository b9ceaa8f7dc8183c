import COkoKernels

/// A way to compute a convolution of a program; all give the same numbers up to rounding.
///
/// A new kernel is a case here, and a word among the candidates.
package enum ConvolutionForm: String, Sendable, CaseIterable {
  /// Products of bfloat16, tap by tap.
  case bfloat16 = "bf16"
  /// Winograd's tiles of 2×2 pixels, with products of bfloat16.
  case bfloat16Tiles2 = "winograd-2-bf16"
  /// Products of floats, tap by tap.
  case direct
  /// Winograd's tiles of one pixel, for filters 4×4 at stride 2.
  case tiles1 = "winograd-1"
  /// Winograd's tiles of 2×2 pixels.
  case tiles2 = "winograd-2"
  /// Winograd's tiles of 4×4 pixels.
  case tiles4 = "winograd-4"

  /// The tiles, none for the direct forms.
  var tiles: WinogradForm {
    switch self {
    case .bfloat16, .direct: WinogradForm(tile: 0)
    case .bfloat16Tiles2: WinogradForm(tile: 2, isInBFloat16: true)
    case .tiles1: WinogradForm(tile: 1)
    case .tiles2: WinogradForm(tile: 2)
    case .tiles4: WinogradForm(tile: 4)
    }
  }

  /// The forms that may compute `convolution` in a program of products in `type`, those of the smallest filters first.
  static func candidates(for convolution: FusedConvolution, in type: ScalarType) -> [Self] {
    switch type {
    case .float32:
      [.direct, .tiles1, .tiles2, .tiles4].filter(convolution.canCompute)
    case .bfloat16:
      // Tensors of bfloat16 have tiles at stride 1 alone.
      convolution.geometry.stride.y > 1
        ? [.bfloat16]
        : [.bfloat16, .bfloat16Tiles2, .tiles2, .tiles4].filter(convolution.canCompute)
    case .uint8: []
    }
  }
}

extension FusedConvolution {
  /// Whether the kernels have this form for the shape.
  fileprivate func canCompute(as form: ConvolutionForm) -> Bool {
    let tile = form.tiles.tile
    return tile == 0
      || PackedFilter.canGoByTiles(
        of: tile, filter.shape, geometry, for: input, direction: direction)
  }

  /// Winograd's tiles, or none: of the form that was chosen, or else by the model of costs.
  var tiles: WinogradForm {
    form?.tiles
      ?? PackedFilter.form(
        filter.shape, geometry, for: input, direction: direction, tensors: type)
  }
}
