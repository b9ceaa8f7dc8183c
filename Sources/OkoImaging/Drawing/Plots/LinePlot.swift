/// Curves over a common axis, as a picture: losses, metrics, precision over recall.
///
///     var plot = LinePlot(title: "Loss", xLabel: "epoch")
///     plot.series = [LinePlot.Series("train", values: losses)]
///     let png = try PNGEncoder.encode(plot.image())
public struct LinePlot: Hashable, Sendable {
  /// One curve.
  public struct Series: Hashable, Sendable {
    /// What the legend calls it.
    public var name: String
    /// Places on the axes; one that is not finite leaves a gap.
    public var points: [Image.Point]
    /// The line's colour; nil takes that of ``Palette`` for the curve's number.
    public var color: Image.Color?

    /// Makes a curve through `points`.
    public init(_ name: String, points: [Image.Point], color: Image.Color? = nil) {
      self.name = name
      self.points = points
      self.color = color
    }

    /// Makes a curve of `values` at `first`, `first` + 1, and so on.
    public init(
      _ name: String, values: [Double], startingAt first: Double = 1, color: Image.Color? = nil
    ) {
      let points = values.enumerated().map { Image.Point(first + Double($0), $1) }
      self.init(name, points: points, color: color)
    }
  }

  /// Above the plot.
  public var title: String
  /// What runs to the right.
  public var xLabel: String
  /// What runs upwards.
  public var yLabel: String
  /// The curves; the first is drawn last, on top.
  public var series: [Series]
  /// The ends of the horizontal axis; nil takes what the curves need.
  public var xRange: ClosedRange<Double>?
  /// The ends of the vertical axis; nil takes what the curves need.
  public var yRange: ClosedRange<Double>?
  /// Whether the vertical axis shows powers; values of zero or less are then left out.
  public var isLogarithmic: Bool
  /// The picture's size; small ones lose their decorations.
  public var size: Size
  /// The letters' size; at 1 capitals are 7 pixels high.
  public var textScale: Double

  /// Makes a plot of `series`.
  public init(
    title: String = "", xLabel: String = "", yLabel: String = "", series: [Series] = [],
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
    isLogarithmic: Bool = false, size: Size = Size(width: 960, height: 600),
    textScale: Double = 1.5
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.xRange = xRange
    self.yRange = yRange
    self.isLogarithmic = isLogarithmic
    self.size = size
    self.textScale = textScale
  }
}
