import COkoKernels

/// One of Winograd's forms (Lavin and Gray 2015), or the direct one.
package struct WinogradForm: Hashable, Sendable {
  /// The side of the tiles, 0 for the direct form.
  package let tile: Int
  /// Whether the transformed tiles and filters are rounded to bfloat16.
  let isInBFloat16: Bool

  /// Makes the form with tiles of this side.
  init(tile: Int, isInBFloat16: Bool = false) {
    (self.tile, self.isInBFloat16) = (tile, isInBFloat16)
  }

  /// The fastest one for a shape, of tensors of floats or of bfloat16.
  init(_ shape: oko_conv_shape, tensors: ScalarType) {
    var shape = shape
    if tensors == .bfloat16 {
      oko_winograd_choose_for_bf16(&shape)
    } else {
      shape.winograd_tile = oko_winograd_choice(&shape)
    }
    (tile, isInBFloat16) = (Int(shape.winograd_tile), shape.winograd_in_bf16 != 0)
  }

  /// Tells the kernels.
  func apply(to shape: inout oko_conv_shape) {
    shape.winograd_tile = Int64(tile)
    shape.winograd_in_bf16 = isInBFloat16 ? 1 : 0
  }

  /// The name of the form, for people.
  var description: String {
    switch tile {
    case 0: "direct"
    case 1: "tap by tap"
    default: "Winograd \(tile)×\(tile)" + (isInBFloat16 ? " in bfloat16" : "")
    }
  }
}
