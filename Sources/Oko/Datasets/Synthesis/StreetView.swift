import OkoImaging

/// A pinhole camera over a straight street: metres to the right, up, and ahead become pixels.
struct StreetView {
  let focus: Float
  let vanishing: Point
  let cameraHeight: Float

  /// Where a point of the street is on the picture; `ahead` must be positive.
  func place(_ right: Float, _ up: Float, _ ahead: Float) -> Point {
    vanishing + Point(right, cameraHeight - up) * (focus / ahead)
  }

  /// Pixels of a metre at a distance.
  func scale(_ ahead: Float) -> Float { focus / ahead }

  /// The four corners of an upright rectangle that faces the camera.
  func face(
    _ left: Float, _ right: Float, _ bottom: Float, _ top: Float, _ ahead: Float
  ) -> Shape2D {
    .polygon([
      place(left, bottom, ahead), place(right, bottom, ahead), place(right, top, ahead),
      place(left, top, ahead),
    ])
  }
}
