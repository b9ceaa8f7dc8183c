import COkoKernels

/// A way to compute a convolution of a program; all give the same numbers up to rounding.
///
/// A new kernel is a case here, in the order of the memory that packed filters take, and a line each in `canCompute(_:)`
/// and in what makes its step.
package enum ConvolutionForm: String, Sendable, CaseIterable {
  /// Products of bfloat16.
  case bfloat16 = "bf16"
  /// Products of floats, tap by tap.
  case direct
  /// Winograd's tiles of one pixel, for filters 4×4 at stride 2.
  case tiles1 = "winograd-1"
  /// Winograd's tiles of 2×2 pixels.
  case tiles2 = "winograd-2"
  /// Winograd's tiles of 4×4 pixels.
  case tiles4 = "winograd-4"

  /// The side of Winograd's tiles, 0 for the direct form; nil where products are not of floats.
  var winogradTile: Int? {
    switch self {
    case .bfloat16: nil
    case .direct: 0
    case .tiles1: 1
    case .tiles2: 2
    case .tiles4: 4
    }
  }

  /// The forms that may compute `convolution` in a program of products in `type`, those of the smallest filters first.
  static func candidates(for convolution: FusedConvolution, in type: ScalarType) -> [Self] {
    allCases.filter { form in
      switch (type, form) {
      case (.uint8, _): false
      case (.bfloat16, .bfloat16): true
      // Half the products of bfloat16, whatever the shape.
      case (.bfloat16, .direct): false
      default: convolution.canCompute(as: form)
      }
    }
  }
}

extension FusedConvolution {
  /// Whether the kernels of floats have this form for the shape.
  fileprivate func canCompute(as form: ConvolutionForm) -> Bool {
    guard let tile = form.winogradTile else { return false }
    return tile == 0
      || PackedFilter.canGoByTiles(
        of: tile, filter.shape, geometry, for: input, direction: direction)
  }

  /// The side of Winograd's tiles, 0 for the direct form: of the form that was chosen, or else by the model of costs.
  var winogradTile: Int {
    form?.winogradTile
      ?? PackedFilter.winogradTile(filter.shape, geometry, for: input, direction: direction)
  }
}
