#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import OkoImaging
import OkoTensors

/// How a sheet of paper lies under the camera.
struct PageView {
  /// The sheet's size in pixels.
  let sheet: Size
  /// Where the sheet's top left corner is in the picture.
  private let corner: Image.Point
  /// Sine and cosine of the turn, clockwise.
  private let sine: Double
  private let cosine: Double
  private let table: Color
  private let tint: Color

  init(of size: Size, using random: inout RandomSource) {
    let angle = Double(random.uniform(in: -1...1) * random.uniform(in: 0...2)) * .pi / 180
    (sine, cosine) = (sin(angle), cos(angle))
    table = random.color(near: Color(repeating: random.uniform(in: 0.1...0.85)), spread: 0.18)
    tint = random.color(near: Color(repeating: 0.97), spread: 0.03)
    let hasBorder = random.chance(0.6)
    let width = Float(size.width) * (hasBorder ? random.uniform(in: 0.7...0.97) : 1.06)
    let isPart = random.chance(0.5)
    let share: Float =
      isPart ? random.uniform(in: 1.1...1.5) : hasBorder ? random.uniform(in: 0.75...0.97) : 1.03
    let height = Float(size.height) * share
    sheet = Size(width: Int(width), height: Int(height))
    let side = (Float(size.width) - width) * random.uniform(in: 0.2...0.8)
    let top = (Float(size.height) - height) * random.uniform(in: isPart ? 0...1 : 0.2...0.8)
    // The corner is where the turn about the picture's middle takes it.
    let middle = Image.Point(Double(size.width), Double(size.height)) / 2
    let offset = Image.Point(Double(side), Double(top)) - middle
    corner =
      middle
      + Image.Point(offset.x * cosine - offset.y * sine, offset.x * sine + offset.y * cosine)
  }

  /// Where a point of the sheet is in the picture.
  func place(_ point: Image.Point) -> Image.Point {
    corner + Image.Point(point.x * cosine - point.y * sine, point.x * sine + point.y * cosine)
  }

  /// The upright box around a box on the sheet.
  func box(_ box: Box) -> Box {
    let corners = [
      place(Image.Point(box.x, box.y)), place(Image.Point(box.maxX, box.y)),
      place(Image.Point(box.x, box.maxY)), place(Image.Point(box.maxX, box.maxY)),
    ]
    let (low, high) = corners.reduce((corners[0], corners[0])) {
      (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1))
    }
    return Box(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }

  /// What a camera sees: the sheet on a table, unevenly lit, with the noise of a sensor.
  func picture(of scan: GrayPlane, size: Size, using random: inout RandomSource) -> Image {
    let light = SmoothField(
      width: size.width, height: size.height, cellWidth: 260, cellHeight: 260, using: &random)
    let grain = SmoothField(
      width: size.width, height: size.height, cellWidth: random.uniform(in: 6...90),
      cellHeight: random.uniform(in: 2...12), using: &random)
    let unevenness = random.chance(0.5) ? 0.02 : random.uniform(in: 0...0.16)
    let roughness = random.uniform(in: 0...0.12)
    let noise = random.chance(0.5) ? 0 : random.uniform(in: 0...0.025)
    var shades = GrayPlane(width: size.width, height: size.height)
    shades.combine(light) { _, light in 1 + unevenness * light }
    var boards = GrayPlane(width: size.width, height: size.height)
    boards.combine(grain) { _, grain in 1 + roughness * grain }
    var samples = [UInt8](repeating: 0, count: size.width * size.height * 3)
    for row in 0..<size.height {
      let offset = Image.Point(0.5, Double(row) + 0.5) - corner
      var x = Float(offset.x * cosine + offset.y * sine)
      var y = Float(offset.y * cosine - offset.x * sine)
      for column in 0..<size.width {
        let index = row * size.width + column
        let (inside, distance) = scan.coverage(x, y)
        let shadow = 1 - 0.35 * max(0, 1 - distance / 9)
        let ground = table * (boards.values[index] * shadow)
        let paper = tint * (inside > 0 ? min(scan.sample(x, y), 1) : 0)
        var color = (ground + (paper - ground) * inside) * shades.values[index]
        if noise > 0 { color += random.roughNormal() * noise }
        color = (color * 255 + 0.5).clamped(
          lowerBound: Color(repeating: 0), upperBound: Color(repeating: 255))
        samples[index * 3] = UInt8(color.x)
        samples[index * 3 + 1] = UInt8(color.y)
        samples[index * 3 + 2] = UInt8(color.z)
        x += Float(cosine)
        y -= Float(sine)
      }
    }
    return Image(width: size.width, height: size.height, channels: .rgb, samples: samples)
  }
}

extension GrayPlane {
  /// The value at a point, blended between pixels; beyond the edge, the edge's.
  fileprivate func sample(_ x: Float, _ y: Float) -> Float {
    let (x, y) = (min(max(x - 0.5, 0), Float(width - 1)), min(max(y - 0.5, 0), Float(height - 1)))
    let (column, row) = (min(Int(x), max(width - 2, 0)), min(Int(y), max(height - 2, 0)))
    let start = row * width + column
    let right = width > 1 ? 1 : 0
    let down = height > 1 ? width : 0
    let share = x - Float(column)
    return mix(
      mix(values[start], values[start + right], share),
      mix(values[start + down], values[start + down + right], share), y - Float(row))
  }

  /// How much of the pixel at a point the plane covers, and how far outside the point lies.
  fileprivate func coverage(_ x: Float, _ y: Float) -> (inside: Float, distance: Float) {
    let outside = max(max(-x, x - Float(width)), max(-y, y - Float(height)))
    return (min(max(0.5 - outside, 0), 1), max(outside, 0))
  }
}
