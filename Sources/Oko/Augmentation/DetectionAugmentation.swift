package import OkoTraining

/// How training pictures are changed at random, so that a detector does not learn them by heart.
///
///     var augmentation = DetectionAugmentation.standard
///     augmentation.rotation = 10
///
/// Names and sizes are those of Ultralytics (8.x), except that a mosaic flips each of its pictures by itself.
public struct DetectionAugmentation: PresetAugmentation, Codable, Sendable {
  /// The share of pictures mirrored left to right.
  public var horizontalFlip: Float = 0.5
  /// The share of pictures mirrored top to bottom.
  public var verticalFlip: Float = 0
  /// Whether pictures are also turned by 90, 180 or 270 degrees; right where nothing says what is up.
  public var quarterTurns = false
  /// The largest turn of the hue, as a share of the full circle.
  public var hue: Float = 0.015
  /// The largest change of the saturation, as a share of itself.
  public var saturation: Float = 0.7
  /// The largest change of the brightness, as a share of itself.
  public var brightness: Float = 0.4
  /// Bounds of the factor by which things grow.
  public var scale: ClosedRange<Float> = 0.5...1.5
  /// The largest shift along each axis, as a share of the canvas.
  public var translation: Float = 0.1
  /// The largest rotation either way, in degrees.
  public var rotation: Float = 0
  /// The largest shear along each axis, in degrees.
  public var shear: Float = 0
  /// The share of samples made of four pictures round a random centre.
  public var mosaic: Float = 0.5
  /// How many epochs at the end see no mosaic; at most a quarter of the run.
  public var closeMosaicEpochs = 10
  /// The share of samples blended with another one.
  public var mixup: Float = 0
  /// The gray level where there is no picture.
  public var fill: UInt8 = 114

  /// Makes the standard augmentation.
  public init() {}

  /// For photographs: flips, colours, scale .5–1.5 and mosaics.
  public static let standard = DetectionAugmentation()

  /// For short runs and very small networks: half as many mosaics, less change of scale and colour.
  public static let mild: DetectionAugmentation = {
    var options = DetectionAugmentation()
    (options.scale, options.mosaic) = (0.75...1.25, 0.25)
    (options.saturation, options.brightness) = (0.4, 0.25)
    return options
  }()

  /// For long runs that learn their pictures by heart: mosaics always, blends, a little turning.
  public static let strong: DetectionAugmentation = {
    var options = DetectionAugmentation()
    (options.mosaic, options.mixup, options.rotation) = (1, 0.15, 5)
    (options.scale, options.closeMosaicEpochs) = (0.4...1.6, 6)
    return options
  }()

  /// For pictures without an up and down, such as cells seen through a microscope.
  public static let microscopy: DetectionAugmentation = {
    var options = DetectionAugmentation()
    (options.verticalFlip, options.quarterTurns) = (0.5, true)
    return options
  }()

  /// Nothing is changed: pictures are only fitted into the canvas.
  public static let none: DetectionAugmentation = {
    var options = DetectionAugmentation()
    (options.horizontalFlip, options.hue, options.saturation, options.brightness) = (0, 0, 0, 0)
    (options.scale, options.translation, options.mosaic) = (1...1, 0, 0)
    return options
  }()

  /// Whether mosaics are still made in `epoch`, counted from 0.
  package func allowsMosaic(epoch: Int, of plannedEpochs: Int) -> Bool {
    epoch < plannedEpochs - min(closeMosaicEpochs, plannedEpochs / 4)
  }

  /// Checks what no default can be put in for.
  package func validate() throws(TrainingError) {
    func require(_ name: String, _ value: Float, in range: ClosedRange<Float>) throws(TrainingError)
    {
      guard range.contains(value) else {
        throw TrainingError(
          .option, "\(name) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)"
        )
      }
    }
    for (name, value) in [
      ("the horizontal flip", horizontalFlip), ("the vertical flip", verticalFlip),
      ("the hue", hue), ("the saturation", saturation), ("the brightness", brightness),
      ("the translation", translation), ("the mosaic", mosaic), ("the mixup", mixup),
    ] {
      try require(name, value, in: 0...1)
    }
    try require("the rotation", rotation, in: 0...180)
    try require("the shear", shear, in: 0...60)
    try require("the smallest scale", scale.lowerBound, in: 0.01...100)
    try require("the largest scale", scale.upperBound, in: 0.01...100)
    if closeMosaicEpochs < 0 {
      throw TrainingError(.option, "the epochs without a mosaic are \(closeMosaicEpochs)")
    }
  }
}
