import OkoImaging
import OkoTensors

/// A point or direction on a canvas, in pixels.
typealias Point = SIMD2<Float>
/// Red, green and blue from 0 to 1.
typealias Color = SIMD3<Float>

/// A picture that is being drawn, with the class of what covers each pixel and the thing that it is part of.
///
/// Pixel (0, 0) has its centre at (0.5, 0.5). Shapes say how far a point is from their edge (negative inside);
/// half a pixel to both sides of it is the antialiased edge.
struct Canvas {
  let width: Int
  let height: Int
  private(set) var colors: [Color]
  /// 0 is the background, 1 the first class.
  private(set) var mask: [UInt8]
  /// 0 is no thing, 1 the first begun.
  private var things: [UInt16]
  private var thing: UInt16 = 0

  init(_ size: Size, color: Color = Color(repeating: 0)) {
    width = size.width
    height = size.height
    colors = Array(repeating: color, count: size.width * size.height)
    mask = Array(repeating: 0, count: size.width * size.height)
    things = Array(repeating: 0, count: size.width * size.height)
  }

  var size: Size { Size(width: width, height: height) }

  /// Begins a thing: what gets a class from now on is part of it, until the next begins.
  mutating func beginThing() { thing += 1 }

  /// Lets `body` change every pixel whose centre lies in the rectangle between two corners.
  ///
  /// What `body` returns, if not nil, becomes the pixel's value in the mask, and the pixel part of the thing
  /// that was begun last.
  mutating func draw(
    from low: Point, to high: Point, _ body: (Point, inout Color) -> UInt8?
  ) {
    let (left, right) = (max(0, Int(low.x)), min(width, Int(high.x) + 1))
    let (top, bottom) = (max(0, Int(low.y)), min(height, Int(high.y) + 1))
    guard left < right, top < bottom else { return }
    for row in top..<bottom {
      for column in left..<right {
        let index = row * width + column
        let place = Point(Float(column) + 0.5, Float(row) + 0.5)
        if let value = body(place, &colors[index]) {
          mask[index] = value
          things[index] = value == 0 ? 0 : thing
        }
      }
    }
  }

  /// Lets `body` change every pixel.
  mutating func draw(_ body: (Point, inout Color) -> Void) {
    draw(from: .zero, to: Point(Float(width), Float(height))) { place, color in
      body(place, &color)
      return nil
    }
  }

  /// Fills a shape; `shade` gives the colour at a point, `opacity` how much of it shows.
  mutating func fill(
    _ shape: Shape2D, opacity: Float = 1, softness: Float = 1, label: UInt8? = nil,
    shade: (Point) -> Color
  ) {
    let margin = Point(repeating: softness + 1)
    draw(from: shape.low - margin, to: shape.high + margin) { place, color in
      let distance = shape.distance(place)
      let coverage = min(max(0.5 - distance / softness, 0), 1) * opacity
      guard coverage > 0 else { return nil }
      color += (shade(place) - color) * coverage
      return coverage >= 0.5 ? label : nil
    }
  }

  /// Fills a shape with one colour.
  mutating func fill(
    _ shape: Shape2D, _ color: Color, opacity: Float = 1, softness: Float = 1, label: UInt8? = nil
  ) {
    fill(shape, opacity: opacity, softness: softness, label: label) { _ in color }
  }

  /// Blurs by the weights 1, 2, 1 in both directions, `passes` times; each adds a variance of ½.
  mutating func blur(passes: Int) {
    for _ in 0..<passes {
      blurLine(count: height, length: width, step: 1, stride: width)
      blurLine(count: width, length: height, step: width, stride: 1)
    }
  }

  private mutating func blurLine(count: Int, length: Int, step: Int, stride: Int) {
    for line in 0..<count {
      let start = line * stride
      var before = colors[start]
      for index in 0..<length {
        let place = start + index * step
        let here = colors[place]
        let after = index + 1 < length ? colors[place + step] : here
        colors[place] = (before + here * 2 + after) * 0.25
        before = here
      }
    }
  }

  /// Adds noise of a sensor: the same to the three colours, and a third of it to each alone.
  mutating func addGrain(_ deviation: Float, _ random: inout RandomSource) {
    for index in colors.indices {
      let shared = random.roughNormal()
      let own = Color(random.roughNormal(), random.roughNormal(), random.roughNormal())
      colors[index] += (Color(repeating: shared) + own * 0.35) * deviation
    }
  }

  /// The picture in 8 bits.
  func image() -> Image {
    var samples: [UInt8] = []
    samples.reserveCapacity(colors.count * 3)
    for color in colors {
      let scaled = (color * 255 + 0.5).clamped(
        lowerBound: Color(repeating: 0), upperBound: Color(repeating: 255))
      samples.append(UInt8(scaled.x))
      samples.append(UInt8(scaled.y))
      samples.append(UInt8(scaled.z))
    }
    return Image(width: width, height: height, channels: .rgb, samples: samples)
  }

  /// The classes, one sample a pixel.
  func maskImage() -> Image {
    Image(width: width, height: height, channels: .gray, samples: mask)
  }

  /// The things that are seen, numbered from 1 in the order in which they were begun, one sample a pixel.
  func instancesImage() -> Image {
    var numbers = [UInt16](repeating: 0, count: Int(thing) + 1)
    for thing in things { numbers[Int(thing)] = 1 }
    numbers[0] = 0
    var last: UInt16 = 0
    for index in numbers.indices where numbers[index] == 1 {
      last += 1
      numbers[index] = last
    }
    return Image(
      width: width, height: height, channels: .gray, samples: things.map { numbers[Int($0)] })
  }
}
