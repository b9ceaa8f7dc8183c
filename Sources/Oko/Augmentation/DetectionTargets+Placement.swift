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
      let whole = Self.bounds(of: object, through: map)
      let seen = whole.clipped(to: canvas)
      guard min(seen.width, seen.height) > Self.leastSide else { continue }
      if object.isCrowd || object.isDifficult {
        ignored.append(seen)
      } else if seen.area > Self.leastShare * whole.area {
        boxes.append(seen)
        classes.append(object.classIndex)
      }
    }
  }

  /// The box around what becomes of `object`.
  ///
  /// Where `map` turns boxes, that of its outlines; of an object without, that of the ellipse in its box,
  /// since the corners of a box are seldom part of the object (Kalra et al. 2021).
  private static func bounds(of object: ObjectAnnotation, through map: AffineMap) -> Box {
    guard !map.keepsAxes else { return map.bounds(of: object.box) }
    return object.polygons.flatMap { map.bounds(ofOutlines: $0) }
      ?? map.bounds(ofEllipseIn: object.box)
  }
}
