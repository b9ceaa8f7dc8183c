#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import OkoImaging
import OkoTensors

/// Puts the ink of one line, and of what is seen of the lines above and below, on a plane just around it.
struct LinePrinter {
  let face: TypeFace
  let style: PrintStyle
  private let capital: Double

  init(_ face: TypeFace, _ style: PrintStyle) {
    self.face = face
    self.style = style
    capital = Double(style.capital)
  }

  /// The share of ink on each pixel; `neighbour` gives the text of a line beside.
  func ink(
    _ text: String, using random: inout RandomSource, neighbour: (inout RandomSource) -> String
  ) -> GrayPlane {
    var (outline, length) = outline(text, x: 0, y: 0)
    let box = paper(outline, length)
    if style.hasAbove, box.y < -capital * (Double(style.pitch) - 0.3) {
      let x = Double(random.uniform(in: -0.3...0.3)) * length
      outline.append(
        self.outline(neighbour(&random), x: x, y: -capital * Double(style.pitch)).outline)
    }
    if style.hasBelow, box.maxY > capital * (Double(style.pitch) - 1) {
      let x = Double(random.uniform(in: -0.3...0.3)) * length
      outline.append(
        self.outline(neighbour(&random), x: x, y: capital * Double(style.pitch)).outline)
    }
    let origin = Image.Point(box.x, box.y)
    return GrayPlane(
      covering: outline.mapped { $0 - origin }, width: max(4, Int(box.width.rounded())),
      height: max(6, Int(box.height.rounded())))
  }

  /// The letters as they are printed, where the line begins at a place; and the line's length.
  private func outline(
    _ text: String, x: Double, y: Double
  ) -> (outline: CurvedOutline, length: Double) {
    let (outline, width) = face.outline(
      of: text, capital: capital, spacing: Double(style.spacing / style.stretch),
      weight: Double(style.weight), isDotted: style.isDotted)
    return (outline.mapped { place($0, x, y) }, width * Double(style.stretch))
  }

  /// Where a point of a straight line, which begins at (`x`, `y`), comes to lie.
  private func place(_ point: Image.Point, _ x: Double, _ y: Double) -> Image.Point {
    var right = point.x * Double(style.stretch) - point.y * Double(style.slant) + x
    var down = point.y + y
    if style.wander > 0 {
      let angle = right / (Double(style.wanderLength) * capital) + Double(style.phase)
      down += Double(style.wander) * capital * sin(angle)
    }
    // Turns are so small that their sine is their angle.
    let turn = Double(style.turn)
    (right, down) = (right - turn * down, down + turn * right)
    return Image.Point(right, down)
  }

  /// The paper that is cut out around the line: its ink, at least most of a capital's height, and the margins.
  private func paper(_ outline: CurvedOutline, _ length: Double) -> Box {
    let ends = [0, length / Double(style.stretch)]
    let corners = ends.flatMap { end in
      [-0.7 * capital, 0].map { place(Image.Point(end, $0), 0, 0) }
    }
    let ink = outline.bounds ?? Box(x: 0, y: -capital, width: length, height: capital)
    let top = min(ink.y, corners.map(\.y).min() ?? 0) - capital * Double(style.margins.top)
    let bottom = max(ink.maxY, corners.map(\.y).max() ?? 0) + capital * Double(style.margins.bottom)
    let left = ink.x - capital * Double(style.margins.left)
    let right = ink.maxX + capital * Double(style.margins.right)
    return Box(x: left, y: top, width: right - left, height: bottom - top)
  }
}
