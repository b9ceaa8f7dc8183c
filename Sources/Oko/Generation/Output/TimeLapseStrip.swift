public import OkoImaging

/// The same seeds at several moments of a training, one below the other.
public enum TimeLapseStrip {
  /// What a generator made of its fixed seeds after a step.
  public struct Moment: Sendable {
    /// The steps done.
    public var step: Int
    /// A picture for each seed, in the same order at every moment.
    public var images: [Image]

    /// Makes a moment.
    public init(step: Int, images: [Image]) {
      self.step = step
      self.images = images
    }
  }

  /// How many rows a strip has at most.
  public static let maximumRows = 12

  /// Draws the first `count` pictures of at most ``maximumRows`` of `moments`, the steps beside them.
  ///
  /// The first and the last moment are always among them, the others evenly between. Where a moment has fewer than
  /// `count` pictures, so has every row. Without a `background` the strip is RGBA.
  ///
  /// - Precondition: there is a moment, each has a picture, all pictures have one size, and `count` is at least 1.
  public static func image(
    of moments: [Moment], count: Int = 8, background: Image.Color? = .white
  ) -> Image {
    let shown = indices(of: moments.count).map { moments[$0] }
    let count = min(count, moments.map(\.images.count).min() ?? 0)
    precondition(
      count >= 1, "TimeLapseStrip: \(moments.count) moments, \(count) pictures of each")
    return ContactSheet(
      shown.flatMap { $0.images.prefix(count) }, columns: count,
      rowLabels: shown.map { "step \($0.step)" }, background: background
    ).image()
  }

  /// Which of `count` moments are shown.
  package static func indices(of count: Int) -> [Int] {
    guard count > maximumRows else { return Array(0..<count) }
    let last = maximumRows - 1
    // Rounded to nearest.
    return (0...last).map { (2 * $0 * (count - 1) + last) / (2 * last) }
  }
}
