/// How training pictures and their labels are changed at random, so that a segmenter does not learn them by heart.
///
///     var augmentation = SegmentationAugmentation.microscopy
///     augmentation.noise.share = 0
///
/// The kinds of change and most of their sizes are those of nnU-Net (Isensee et al. 2021).
public struct SegmentationAugmentation: Codable, Hashable, Sendable {
  /// A change that only a share of the patches gets, by an amount drawn evenly from a range.
  public struct Occasional: Codable, Hashable, Sendable {
    /// The share of patches, from 0 to 1.
    public var share: Float
    /// Bounds of the amount.
    public var amount: ClosedRange<Float>

    /// Makes a change of `share` of the patches by an amount within bounds.
    public init(_ share: Float, _ amount: ClosedRange<Float>) {
      (self.share, self.amount) = (share, amount)
    }
  }

  /// The share of patches mirrored left to right.
  public var horizontalFlip: Float = 0.5
  /// The share of patches mirrored top to bottom.
  public var verticalFlip: Float = 0
  /// Whether patches are also turned by quarters; right where nothing says what is up.
  public var quarterTurns = false
  /// The rotation either way, in degrees.
  public var rotation = Occasional(0.5, 0...10)
  /// Bounds of the factor by which things grow, drawn so that its logarithm is even.
  public var scale: ClosedRange<Float> = 0.75...2
  /// The bending: how far the nodes of a grid are moved, as a share of the grid's spacing.
  ///
  /// The bending is a cubic B-spline, which folds nowhere up to 0.4 (Choi and Lee 2000).
  public var elastic = Occasional(0, 0.1...0.35)
  /// The spacing of the grid that bends a patch, in pixels.
  public var elasticSpacing = 64
  /// The gray level where there is no picture; nil mirrors the picture at its border.
  public var fill: UInt8?
  /// The factor of the brightness.
  public var brightness = Occasional(0.5, 0.7...1.3)
  /// The factor of differences from the mean of the patch.
  public var contrast = Occasional(0.3, 0.75...1.25)
  /// The exponent of a gamma curve over the range of the patch.
  public var gamma = Occasional(0.15, 0.7...1.5)
  /// The exponent of a gamma curve over the inverted patch.
  public var invertedGamma = Occasional(0, 0.7...1.5)
  /// The largest change of the saturation, as a share of itself.
  public var saturation: Float = 0.4
  /// The largest turn of the hue, as a share of the full circle.
  public var hue: Float = 0.015
  /// The standard deviation of added noise, as a share of that of the picture.
  public var noise = Occasional(0.1, 0...0.15)
  /// The standard deviation of a blur, in pixels.
  public var blur = Occasional(0.1, 0.5...1)
  /// What the resolution is reduced to before the patch is enlarged again.
  public var lowResolution = Occasional(0.1, 0.5...1)
  /// The share of patches whose bright and dark are exchanged.
  public var inversion: Float = 0
  /// The share of patches without colour.
  public var gray: Float = 0

  /// Makes the standard augmentation.
  public init() {}
}
