/// How a picture was fitted into a canvas of another shape: scaled alike both ways, centred, padded.
///
///     let (canvas, letterbox) = image.letterboxed(to: Size(width: 640, height: 640))
///     let box = letterbox.toOriginal(boxOnCanvas)
public struct Letterbox: Hashable, Sendable {
  /// The size of the whole upright picture.
  public let original: Size
  /// The size of the canvas.
  public let canvas: Size
  /// The size of the picture on the canvas, in whole pixels.
  public let content: Size

  /// Fits a picture of size `original` into `canvas`, enlarging it where it is smaller.
  ///
  /// - Precondition: all sides are at least 1.
  public init(original: Size, canvas: Size) {
    precondition(
      min(original.width, original.height, canvas.width, canvas.height) >= 1,
      "Letterbox: \(original.width)×\(original.height) in \(canvas.width)×\(canvas.height)")
    self.original = original
    self.canvas = canvas
    let scale = Letterbox.scale(original, canvas)
    func side(_ length: Int, _ limit: Int) -> Int {
      min(max(1, Int((Double(length) * scale).rounded())), limit)
    }
    content = Size(
      width: side(original.width, canvas.width), height: side(original.height, canvas.height))
  }

  private static func scale(_ original: Size, _ canvas: Size) -> Double {
    min(
      Double(canvas.width) / Double(original.width),
      Double(canvas.height) / Double(original.height))
  }

  /// Canvas pixels per pixel of the picture, before the content was rounded to whole pixels.
  public var scale: Double { Letterbox.scale(original, canvas) }

  /// Canvas pixels left of the picture.
  public var offsetX: Int { (canvas.width - content.width) / 2 }

  /// Canvas pixels above the picture.
  public var offsetY: Int { (canvas.height - content.height) / 2 }

  /// The box on the upright original that `box` on the canvas is; it may reach outside.
  public func toOriginal(_ box: Box) -> Box {
    let (x, y) = stretch
    return Box(
      x: (box.x - Double(offsetX)) / x, y: (box.y - Double(offsetY)) / y,
      width: box.width / x, height: box.height / y)
  }

  /// The box on the canvas that `box` on the upright original becomes.
  public func toCanvas(_ box: Box) -> Box {
    let (x, y) = stretch
    return Box(
      x: box.x * x + Double(offsetX), y: box.y * y + Double(offsetY),
      width: box.width * x, height: box.height * y)
  }

  /// The scale along each axis, which rounding the content made differ a little.
  private var stretch: (x: Double, y: Double) {
    (
      Double(content.width) / Double(original.width),
      Double(content.height) / Double(original.height)
    )
  }

  /// `image` on the canvas; it may be the original or any scaled copy of it.
  func apply(to image: Image, fill: Image.Color) -> Image {
    place(image.resized(to: content), fill: fill)
  }

  /// The picture, which has the size of the content, on the canvas.
  func place(_ image: Image, fill: Image.Color) -> Image {
    guard content != canvas else { return image }
    return image.placed(in: Image.Frame(x: offsetX, y: offsetY, size: canvas), fill: fill)
  }
}

extension Image {
  /// The picture scaled to fit `size`, centred on a canvas of `fill`, and where it came to lie.
  ///
  /// Detectors expect the gray 114 around it.
  public func letterboxed(to size: Size, fill: Color = 114) -> (Image, Letterbox) {
    let letterbox = Letterbox(original: self.size, canvas: size)
    return (letterbox.apply(to: self, fill: fill), letterbox)
  }
}
