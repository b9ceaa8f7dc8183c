#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Complete intersection over union, IoU − ρ²/c² − α·v, as Zheng and others gave it in 2020.
///
/// ρ is the distance of the centres, c the diagonal of the smallest box around both, and
/// v = 4/π² · (arctan(w/h) − arctan(w′/h′))² compares the aspects; α = v / (1 − IoU + v) is a constant
/// for the gradient.
package enum CompleteOverlap {
  private static let epsilon = 1e-7

  /// The overlap of a prediction with a target, and its derivative at the prediction's
  /// left, top, right and bottom edges.
  package static func valueAndGradient(
    _ box: SIMD4<Double>, target: SIMD4<Double>
  ) -> (value: Double, gradient: SIMD4<Double>) {
    let width = box.z - box.x
    let height = box.w - box.y + epsilon
    let targetWidth = target.z - target.x
    let targetHeight = target.w - target.y + epsilon

    let sharedWidth = min(box.z, target.z) - max(box.x, target.x)
    let sharedHeight = min(box.w, target.w) - max(box.y, target.y)
    let overlaps = sharedWidth > 0 && sharedHeight > 0
    let shared = overlaps ? sharedWidth * sharedHeight : 0
    let union = width * height + targetWidth * targetHeight - shared + epsilon
    let ratio = shared / union
    let sharedGradient =
      overlaps
      ? SIMD4(
        box.x > target.x ? -sharedHeight : 0, box.y > target.y ? -sharedWidth : 0,
        box.z < target.z ? sharedHeight : 0, box.w < target.w ? sharedWidth : 0) : .zero
    let areaGradient = SIMD4(-height, -width, height, width)
    let ratioGradient =
      (sharedGradient * union - shared * (areaGradient - sharedGradient)) / (union * union)

    let aroundWidth = max(box.z, target.z) - min(box.x, target.x)
    let aroundHeight = max(box.w, target.w) - min(box.y, target.y)
    let diagonal = aroundWidth * aroundWidth + aroundHeight * aroundHeight + epsilon
    let offsetX = target.x + target.z - box.x - box.z
    let offsetY = target.y + target.w - box.y - box.w
    let distance = (offsetX * offsetX + offsetY * offsetY) / 4
    let distanceGradient = SIMD4(offsetX, offsetY, offsetX, offsetY) * -0.5
    let diagonalGradient =
      SIMD4(
        box.x < target.x ? -aroundWidth : 0, box.y < target.y ? -aroundHeight : 0,
        box.z > target.z ? aroundWidth : 0, box.w > target.w ? aroundHeight : 0) * 2
    let centreGradient =
      (distanceGradient * diagonal - distance * diagonalGradient) / (diagonal * diagonal)

    let factor = 4 / (Double.pi * Double.pi)
    let difference = atan(targetWidth / targetHeight) - atan(width / height)
    let aspect = factor * difference * difference
    let trade = aspect / (aspect - ratio + 1 + epsilon)
    let squares = max(width * width + height * height, epsilon)
    let angle = SIMD4(-height, width, height, -width) / squares
    let aspectGradient = angle * (-2 * factor * difference)

    return (
      ratio - distance / diagonal - trade * aspect,
      ratioGradient - centreGradient - trade * aspectGradient
    )
  }

  /// The overlap alone, in single precision; `aspect` is arctan(width / height) of each box.
  @inline(__always)
  package static func value(
    _ box: BoxCorners, aspect: Float, target: BoxCorners, targetAspect: Float
  ) -> Float {
    let shared = box.intersection(target)
    guard shared > 0 else { return 0 }
    let ratio = shared / (box.area + target.area - shared)
    let width = max(box.right, target.right) - min(box.left, target.left)
    let height = max(box.bottom, target.bottom) - min(box.top, target.top)
    let offsetX = target.left + target.right - box.left - box.right
    let offsetY = target.top + target.bottom - box.top - box.bottom
    let distance = (offsetX * offsetX + offsetY * offsetY) / 4
    let difference = targetAspect - aspect
    let shape = 4 / (Float.pi * Float.pi) * difference * difference
    let trade = shape > 0 ? shape / (shape - ratio + 1) : 0
    return ratio - distance / (width * width + height * height) - trade * shape
  }
}
