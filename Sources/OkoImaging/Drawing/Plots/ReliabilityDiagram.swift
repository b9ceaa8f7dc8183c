/// How often answers of each confidence were right, as a picture: bars beside the diagonal on which honest ones lie.
///
///     let bins = [ReliabilityDiagram.Bin(count: 40, accuracy: 0.8, confidence: 0.93)]
///     let png = try PNGEncoder.encode(ReliabilityDiagram(title: "Before", bins: bins).image())
///
/// Where a bar ends below its mean confidence, the gap is red: the answers are surer than they should be. Where it
/// ends above, the surplus is paler. A strip below shows which share of the answers each bin has.
public struct ReliabilityDiagram: Hashable, Sendable {
  /// The answers whose confidence lies in one stretch.
  public struct Bin: Hashable, Sendable {
    /// How many there are.
    public var count: Int
    /// The share of right ones, from 0 to 1.
    public var accuracy: Double
    /// Their mean confidence, from 0 to 1.
    public var confidence: Double

    /// Makes a bin; one without answers is not drawn.
    public init(count: Int, accuracy: Double, confidence: Double) {
      (self.count, self.accuracy, self.confidence) = (count, accuracy, confidence)
    }
  }

  /// Above the diagram.
  public var title: String
  /// What the bars are.
  public var yLabel: String
  /// The bins, which divide confidences from 0 to 1 into equal parts.
  public var bins: [Bin]
  /// The picture's size.
  public var size: Size
  /// The letters' size; at 1 capitals are 7 pixels high.
  public var textScale: Double

  /// Makes a diagram of `bins`.
  public init(
    title: String = "", yLabel: String = "accuracy", bins: [Bin],
    size: Size = Size(width: 560, height: 680), textScale: Double = 1.5
  ) {
    (self.title, self.yLabel, self.bins) = (title, yLabel, bins)
    (self.size, self.textScale) = (size, textScale)
  }

  /// Draws `diagrams` side by side, 8-bit RGB.
  public static func image(of diagrams: [ReliabilityDiagram]) -> Image {
    let pictures = diagrams.map { $0.image() }
    let size = Size(
      width: max(1, pictures.reduce(0) { $0 + $1.width }),
      height: max(1, pictures.map(\.height).max() ?? 1))
    var sheet = Image(
      width: size.width, height: size.height, channels: .rgb, filledWith: [255, 255, 255])
    var x = 0
    for picture in pictures {
      sheet.paste(picture, x: x, y: 0)
      x += picture.width
    }
    return sheet
  }
}
