public import OkoImaging

/// Finds the lines of text on a page of any size with a detector that was trained on pages.
///
///     let finder = LineFinder(try Detector.load("lines.safetensors"))
///     let lines = finder.lines(on: try ImageDecoder.decode(path: "receipt.png").image)
///
/// The page is scaled until its lines are as high as those of the detector's training, and cut into overlapping tiles
/// of the detector's size where it is larger.
public struct LineFinder: Sendable {
  /// What the class of lines is called.
  public static let className = "line"

  /// What finds lines: its class `line`, or all its classes where none is called so.
  public let detector: Detector
  /// What the confidence of a line must exceed, from 0 to 1.
  public var confidence: Float = 0.1

  /// Makes a finder.
  public init(_ detector: Detector) { self.detector = detector }

  /// The lines on `page`, in pixels of it, in no certain order; their class is 0.
  public func lines(on page: Image) -> [Detection] {
    let page = page.converted(to: .rgb, depth: .eight, background: .white)
    let first = firstScale(for: page.size)
    for factor in [1, 2, 0.5] {
      let scale = bounded(first * factor, for: page.size)
      let found = lines(on: page, scale: scale)
      guard let height = found.map(\.box).medianHeight else { continue }
      guard let better = PageTiles.correctedScale(scale, linesOnPage: height) else {
        return found
      }
      // What was found at a wrong scale is better than nothing.
      let again = lines(on: page, scale: bounded(better, for: page.size))
      return again.count * 2 >= found.count ? again : found
    }
    return []
  }

  /// The scale at which a narrow page fills half of a tile's width, and most pages come out right.
  private func firstScale(for size: Size) -> Double {
    let side = Double(detector.description.imageSize)
    let short = Double(min(size.width, size.height))
    return bounded(min(side * 0.8 / short, 2), for: size)
  }

  /// A scale at which the page is neither a speck nor beyond what memory and time allow.
  private func bounded(_ scale: Double, for size: Size) -> Double {
    let (long, area) = (Double(max(size.width, size.height)), Double(size.width * size.height))
    let largest = min(4, (Self.mostPixels / area).squareRoot())
    return min(max(scale, 32 / long), largest)
  }

  /// Of a scaled page.
  private static let mostPixels = 64e6

  private func lines(on page: Image, scale: Double) -> [Detection] {
    let side = max(detector.description.imageSize, 64)
    let tiles = PageTiles(of: page.size, scale: scale, side: side)
    let scaled = page.resized(to: tiles.scaled)
    let named = detector.classNames.firstIndex(of: Self.className).map { Set([$0]) }
    var found: [LineMerging.Found] = []
    for (number, tile) in tiles.tiles.enumerated() {
      let picture = scaled.cropped(
        x: tile.x, y: tile.y, width: tile.size.width, height: tile.size.height)
      let options = DetectionOptions(
        confidence: confidence, iou: 0.5, maximumDetections: 1000, classes: named,
        imageSize: max(tile.size.width, tile.size.height))
      for detection in detector.detect(picture, options: options) {
        var box = detection.box
        box.x += Double(tile.x)
        box.y += Double(tile.y)
        found.append(
          LineMerging.Found(box: box, confidence: detection.confidence, tile: number))
      }
    }
    let (across, down) = (
      Double(page.width) / Double(tiles.scaled.width),
      Double(page.height) / Double(tiles.scaled.height)
    )
    return LineMerging.merged(found, on: tiles.tiles).map { line in
      Detection(
        box: Box(
          x: line.box.x * across, y: line.box.y * down, width: line.box.width * across,
          height: line.box.height * down
        ).clipped(to: page.size), classIndex: 0, confidence: line.confidence)
    }
  }
}
