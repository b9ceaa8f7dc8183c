extension SegmentationAugmentation: PresetAugmentation {
  /// For photographs and streets: mirrored left to right, scale .5–2, a little rotation, colours.
  public static let standard = SegmentationAugmentation()

  /// For short runs and very small networks: less change of everything.
  public static let mild: SegmentationAugmentation = {
    var options = SegmentationAugmentation.none
    (options.horizontalFlip, options.scale) = (0.5, 0.75...1.5)
    options.brightness = Occasional(0.5, 0.8...1.2)
    options.contrast = Occasional(0.2, 0.8...1.2)
    (options.saturation, options.hue) = (0.2, 0.01)
    return options
  }()

  /// For long runs that learn their pictures by heart: more rotation, bending, noise and colour.
  public static let strong: SegmentationAugmentation = {
    var options = SegmentationAugmentation()
    options.rotation = Occasional(0.7, 0...20)
    options.elastic.share = 0.2
    options.brightness = Occasional(0.7, 0.6...1.4)
    options.contrast = Occasional(0.5, 0.6...1.4)
    options.gamma.share = 0.3
    (options.saturation, options.hue) = (0.6, 0.03)
    (options.noise.share, options.blur.share, options.lowResolution.share) = (0.2, 0.2, 0.2)
    options.gray = 0.1
    return options
  }()

  /// For pictures without an up and down, such as cells seen through a microscope.
  public static let microscopy: SegmentationAugmentation = {
    var options = SegmentationAugmentation()
    (options.verticalFlip, options.quarterTurns) = (0.5, true)
    options.rotation = Occasional(0.3, 0...45)
    options.scale = 0.7...1.4
    options.elastic.share = 0.25
    options.brightness = Occasional(0.2, 0.75...1.25)
    options.contrast = Occasional(0.2, 0.75...1.25)
    options.gamma = Occasional(0.3, 0.7...1.5)
    options.invertedGamma.share = 0.1
    (options.saturation, options.hue) = (0.3, 0.03)
    options.noise = Occasional(0.15, 0...0.3)
    options.blur = Occasional(0.2, 0.5...1.2)
    options.lowResolution.share = 0.2
    options.gray = 0.1
    return options
  }()

  /// Nothing is changed: patches are only cut from random places.
  public static let none: SegmentationAugmentation = {
    var options = SegmentationAugmentation()
    (options.horizontalFlip, options.scale) = (0, 1...1)
    (options.rotation.share, options.elastic.share) = (0, 0)
    (options.brightness.share, options.contrast.share, options.gamma.share) = (0, 0, 0)
    (options.saturation, options.hue) = (0, 0)
    (options.noise.share, options.blur.share, options.lowResolution.share) = (0, 0, 0)
    return options
  }()
}
