package import OkoImaging

extension DetectionTargets {
  /// The least side of a box on the canvas, in pixels.
  private static let leastSide = 2.0
  /// The least share of a box that the edge of the canvas leaves.
  private static let leastShare = 0.1

  /// Adds `objects` where `map` takes them, without those of which too little is left on the canvas.
  ///
  /// As Ultralytics' `box_candidates`: more than 2 pixels each way, and more than a tenth of the area.
  /// Crowds and difficult objects become ignored places.
  package mutating func add(
    _ objects: [ObjectAnnotation], through map: AffineMap, canvas: Size
  ) {
    for object in objects {
      let (whole, seen) = Self.bounds(of: object, through: map, canvas: canvas)
      guard min(seen.width, seen.height) > Self.leastSide else { continue }
      if object.isCrowd || object.isDifficult {
        ignored.append(seen)
      } else if seen.area > Self.leastShare * whole.area {
        boxes.append(seen)
        classes.append(object.classIndex)
      }
    }
  }

  /// The box around what becomes of `object`, whole and as far as it is on the canvas.
  ///
  /// Where boxes are turned or cut, outlines make them tighter. The box of an object without, turned, is that
  /// of the ellipse in it, since its corners are seldom part of the object (Kalra et al. 2021).
  private static func bounds(
    of object: ObjectAnnotation, through map: AffineMap, canvas: Size
  ) -> (whole: Box, seen: Box) {
    let box = map.keepsAxes ? map.bounds(of: object.box) : map.bounds(ofEllipseIn: object.box)
    let seen = box.clipped(to: canvas)
    guard !map.keepsAxes || seen != box,
      let outlines = object.polygons?.map({ Outline($0, through: map) }),
      let whole = Outline.bounds(of: outlines)
    else { return (box, seen) }
    let part = Outline.bounds(of: outlines.map { $0.clipped(to: canvas) })
    return (whole, part ?? Box(x: 0, y: 0, width: 0, height: 0))
  }
}
