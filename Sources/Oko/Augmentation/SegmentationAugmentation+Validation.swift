package import OkoTraining

extension SegmentationAugmentation {
  /// Checks what no default can be put in for.
  package func validate() throws(TrainingError) {
    for (name, value) in [
      ("the horizontal flip", horizontalFlip), ("the vertical flip", verticalFlip),
      ("the saturation", saturation), ("the hue", hue), ("the inversion", inversion),
      ("the share without colour", gray),
    ] {
      try Self.require(name, value, in: 0...1)
    }
    try Self.require("the scale", scale, in: 0.05...20)
    try Self.require("the rotation", rotation, in: 0...180)
    try Self.require("the bending", elastic, in: 0...0.4)
    for (name, change) in [
      ("the brightness", brightness), ("the contrast", contrast), ("the gamma", gamma),
      ("the gamma of the inverted picture", invertedGamma),
    ] {
      try Self.require(name, change, in: 0.05...20)
    }
    try Self.require("the noise", noise, in: 0...10)
    try Self.require("the blur", blur, in: 0...PatchFilters.largestBlur)
    try Self.require("the low resolution", lowResolution, in: 0.5...1)
    if !(4...4096).contains(elasticSpacing) {
      throw TrainingError(
        .option, "the spacing of the bending is \(elasticSpacing); it must be from 4 to 4096")
    }
  }

  private static func require(
    _ name: String, _ change: Occasional, in range: ClosedRange<Float>
  ) throws(TrainingError) {
    try require("the share of \(name)", change.share, in: 0...1)
    try require(name, change.amount, in: range)
  }

  private static func require(
    _ name: String, _ bounds: ClosedRange<Float>, in range: ClosedRange<Float>
  ) throws(TrainingError) {
    try require(name, bounds.lowerBound, in: range)
    try require(name, bounds.upperBound, in: range)
  }

  private static func require(
    _ name: String, _ value: Float, in range: ClosedRange<Float>
  ) throws(TrainingError) {
    guard range.contains(value) else {
      throw TrainingError(
        .option, "\(name) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
