extension Image {
  /// The mirror image: left becomes right.
  public func flippedHorizontally() -> Image { Orientation.upright(self, from: 2) }

  /// The picture upside down: top becomes bottom.
  public func flippedVertically() -> Image { Orientation.upright(self, from: 4) }

  /// The picture turned clockwise by `quarters` times 90°; negative turns the other way.
  public func rotatedClockwise(quarters: Int = 1) -> Image {
    // EXIF numbers of the turns by 0°, 90°, 180° and 270°.
    Orientation.upright(self, from: [1, 6, 3, 8][quarters & 3])
  }
}
