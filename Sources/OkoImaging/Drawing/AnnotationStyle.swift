/// How thick lines and how large letters are, so that they show at the size of a picture.
public struct AnnotationStyle: Hashable, Sendable {
  /// Pixels across a line.
  public var thickness: Int
  /// Letters' size; at 1 a capital is 7 pixels high.
  public var textScale: Double
  /// How much of a mask's colour covers the picture, from 0 to 1.
  public var maskOpacity: Double

  /// Makes a style by hand.
  public init(thickness: Int, textScale: Double, maskOpacity: Double = 0.45) {
    self.thickness = thickness
    self.textScale = textScale
    self.maskOpacity = maskOpacity
  }

  /// The style for a picture of `size`: lines of 1 pixel up to 400 pixels of mean side, 2 at 640, 5 at 1,600.
  public init(for size: Size) {
    let side = Double(size.width + size.height) / 2
    let thickness = max(1, Int((side / 320).rounded()))
    // Letters step by halves, which keeps most of their strokes on whole pixels.
    let scale = max(1, (side / 240).rounded() / 2)
    self.init(thickness: thickness, textScale: scale)
  }
}
