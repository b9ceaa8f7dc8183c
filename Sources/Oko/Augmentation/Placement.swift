package import OkoImaging
package import OkoTensors

/// Where pictures go on a canvas: drawn at random from the options, without looking at a pixel.
package struct Placement: Hashable, Sendable {
  /// The number of the picture among the samples.
  package let sample: Int
  /// From its original pixels to the canvas.
  package let map: AffineMap
}

extension DetectionAugmentation {
  /// Places the picture `index`, alone or with `partners()` in a mosaic, on a canvas of `side`².
  ///
  /// A mosaic is a field of twice the side, on which four pictures meet with their corners in a random
  /// point of its middle half; each is as long as the canvas. What is then turned, scaled and shifted about
  /// the middle of the canvas is the field, or the single picture. All of it becomes one map a picture.
  package func placements(
    of index: Int, side: Int, allowsMosaic: Bool, sizes: (Int) -> Size,
    partner: (inout RandomSource) -> Int, using random: inout RandomSource
  ) -> [Placement] {
    let isMosaic = random.uniform() < mosaic && allowsMosaic
    let side = Double(side)
    let common = commonMap(side: side, using: &random)
    guard isMosaic else {
      let (map, width, height) = fitted(sizes(index), side: side, using: &random)
      let middle = AffineMap.translation(-width / 2, -height / 2)
      return [Placement(sample: index, map: map.followed(by: middle).followed(by: common))]
    }
    // The field's middle is the origin of `common`, so the centre lies within half a side of it.
    let centerX = Double(random.uniform(in: -0.5...0.5)) * side
    let centerY = Double(random.uniform(in: -0.5...0.5)) * side
    return (0..<4).map { corner in
      let sample = corner == 0 ? index : partner(&random)
      let (map, width, height) = fitted(sizes(sample), side: side, using: &random)
      let shift = AffineMap.translation(
        centerX - (corner % 2 == 0 ? width : 0), centerY - (corner < 2 ? height : 0))
      return Placement(sample: sample, map: map.followed(by: shift).followed(by: common))
    }
  }

  /// From a plane whose origin is the middle of what is seen to the canvas.
  private func commonMap(side: Double, using random: inout RandomSource) -> AffineMap {
    func within(_ limit: Float, _ random: inout RandomSource) -> Double {
      Double(random.uniform(in: -limit...limit))
    }
    let turn = AffineMap.rotation(
      degrees: within(rotation, &random), shearX: within(shear, &random),
      shearY: within(shear, &random))
    let factor = Double(random.uniform(in: scale))
    let shiftX = (0.5 + within(translation, &random)) * side
    let shiftY = (0.5 + within(translation, &random)) * side
    return turn.followed(by: .scale(factor, factor)).followed(by: .translation(shiftX, shiftY))
  }

  /// The picture flipped and turned by quarters, its longer side made `side`, and its new extent.
  private func fitted(
    _ size: Size, side: Double, using random: inout RandomSource
  ) -> (map: AffineMap, width: Double, height: Double) {
    let mirrorsX = random.uniform() < horizontalFlip
    let mirrorsY = random.uniform() < verticalFlip
    let turns = quarterTurns && random.uniform() < 0.5
    let (width, height) = (Double(size.width), Double(size.height))
    let factor = side / max(width, height)
    var map = AffineMap.scale(mirrorsX ? -factor : factor, mirrorsY ? -factor : factor)
    if mirrorsX { map.tx = width * factor }
    if mirrorsY { map.ty = height * factor }
    guard turns else { return (map, width * factor, height * factor) }
    // Swapping the axes and the flips together give all eight orientations.
    (map.a, map.b, map.tx, map.c, map.d, map.ty) = (map.c, map.d, map.ty, map.a, map.b, map.tx)
    return (map, height * factor, width * factor)
  }
}
