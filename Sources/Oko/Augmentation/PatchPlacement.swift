package import OkoImaging
package import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension SegmentationAugmentation {
  /// A random map from a patch of `size` to a picture; `focus` is a pixel that the patch is to show.
  ///
  /// The patch lies within the picture where that is large enough, apart from what rotation and bending
  /// add; else the picture lies within the patch.
  package func placement(
    _ size: Size, on picture: Size, focus: (x: Int, y: Int)?, using random: inout RandomSource
  ) -> PatchMap {
    let factor = Double(exp(random.uniform(in: log(scale.lowerBound)...log(scale.upperBound))))
    let mirrorsX = random.uniform() < horizontalFlip
    let mirrorsY = random.uniform() < verticalFlip
    // Swapping the axes and the flips together give all eight orientations.
    let swaps = random.uniform() < 0.5 && quarterTurns
    let degrees = Self.draw(rotation, using: &random) ?? 0
    let angle = random.uniform() < 0.5 ? -degrees : degrees
    let extentX = Double(swaps ? size.height : size.width) / factor
    let extentY = Double(swaps ? size.width : size.height) / factor
    let isExact = factor == 1 && angle == 0
    let centerX = Self.center(
      extentX, of: picture.width, focus: focus?.x, isExact, using: &random)
    let centerY = Self.center(
      extentY, of: picture.height, focus: focus?.y, isExact, using: &random)
    let bending = Self.draw(elastic, using: &random)
    let field = bending.map {
      ElasticField(size: size, spacing: elasticSpacing, distance: $0, using: &random)
    }
    var back = AffineMap.translation(-Double(size.width) / 2, -Double(size.height) / 2)
      .followed(by: .rotation(degrees: Double(angle)))
      .followed(by: .scale((mirrorsX ? -1 : 1) / factor, (mirrorsY ? -1 : 1) / factor))
    if swaps {
      (back.a, back.b, back.tx, back.c, back.d, back.ty) =
        (back.c, back.d, back.ty, back.a, back.b, back.tx)
    }
    return PatchMap(
      size: size, back: back.followed(by: .translation(centerX, centerY)), elastic: field)
  }

  /// Where the middle of an `extent` comes along an axis of `length` pixels.
  private static func center(
    _ extent: Double, of length: Int, focus: Int?, _ isExact: Bool,
    using random: inout RandomSource
  ) -> Double {
    let (one, other) = (extent / 2, Double(length) - extent / 2)
    let bounds = min(one, other)...max(one, other)
    let place = Double(random.uniform())
    var center = bounds.lowerBound + place * (bounds.upperBound - bounds.lowerBound)
    if let focus {
      center = min(max(Double(focus) + 0.5, bounds.lowerBound), bounds.upperBound)
    }
    // Pixels come to lie on pixels.
    return isExact ? (center - extent / 2).rounded() + extent / 2 : center
  }

  /// The amount of `change`, or nil for a patch that does not get it.
  static func draw(_ change: Occasional, using random: inout RandomSource) -> Float? {
    let isDrawn = random.uniform() < change.share
    let amount = random.uniform(in: change.amount)
    return isDrawn ? amount : nil
  }
}
