public import OkoImaging
import OkoTensors

/// Draws circles, squares and triangles of any colour and size on textured grounds: a toy that any detector learns.
public struct SyntheticShapes: SyntheticSource {
  /// What is drawn.
  public let classNames = ["circle", "square", "triangle"]
  /// The size of the pictures.
  public let size: Size
  private let seed: UInt64

  /// Makes a source of pictures; shapes are a twelfth to a half of the shorter side.
  public init(size: Size = Size(width: 320, height: 320), seed: UInt64 = 0) {
    self.size = size
    self.seed = seed
  }

  /// Draws picture number `index`.
  public func picture(_ index: Int) -> SyntheticPicture {
    var random = RandomSource(seed: seed, stream: "shapes/\(index)")
    var canvas = Canvas(size)
    let ground = drawGround(&canvas, &random)
    var objects: [(classIndex: Int, box: Box)] = []
    for _ in 0..<random.whole(in: 1...7) {
      for _ in 0..<12 {
        let classIndex = random.index(below: 3)
        let shape = shape(classIndex, &random)
        let box = shape.box
        guard box.clipped(to: size).area > 0.8 * box.area,
          objects.allSatisfy({ $0.box.intersectionOverUnion(box) < 0.08 })
        else { continue }
        draw(shape, classIndex, away: ground, on: &canvas, &random)
        objects.append((classIndex, box))
        break
      }
    }
    canvas.blur(passes: random.whole(in: 0...1))
    canvas.addGrain(random.uniform(in: 0.005...0.02), &random)
    return SyntheticPicture(canvas, objects: SyntheticPicture.labelled(objects, in: size))
  }

  private func shape(_ classIndex: Int, _ random: inout RandomSource) -> Shape2D {
    let (width, height) = (Float(size.width), Float(size.height))
    // Small ones are as frequent as large ones on a scale of ratios.
    let share = 0.5 + 0.5 * random.uniform() * random.uniform()
    let radius = min(width, height) / 24 * (1 + 5 * share * random.uniform())
    let center = Point(random.uniform() * width, random.uniform() * height)
    if classIndex == 0 { return .circle(center, radius) }
    let corners = classIndex == 1 ? 4 : 3
    let start = random.uniform() * 6.2832
    return .polygon(
      (0..<corners).map { corner in
        center + .polar(radius * 1.25, start + Float(corner) / Float(corners) * 2 * .pi)
      })
  }

  /// One of three textures; returns its mean colour.
  private func drawGround(_ canvas: inout Canvas, _ random: inout RandomSource) -> Color {
    let first = random.color(near: Color(repeating: 0.5), spread: 0.4)
    let second = random.color(near: first, spread: 0.22)
    let noise = SmoothNoise(&random)
    let kind = random.index(below: 3)
    let scale = random.uniform(in: 14...70)
    let direction = Point.polar(1, random.uniform() * .pi)
    canvas.draw { place, color in
      let texture: Float
      switch kind {
      case 0: texture = noise.fractal(place, scale: scale) * 0.9 + 0.5
      case 1:
        let wave = ((place * direction).sum() + 12 * noise.value(place, scale: 60)) / scale
        texture = smoothStep(0.2, 0.8, abs(wave - wave.rounded()) * 2)
      default:
        let cell = (place.turned(by: 0.3) / scale).rounded(.down)
        texture = Int(cell.x + cell.y) & 1 == 0 ? 0.15 : 0.85
      }
      color = Color.mix(first, second, texture) * (1 + 0.06 * noise.value(place, scale: 5))
    }
    return (first + second) * 0.5
  }

  private func draw(
    _ shape: Shape2D, _ classIndex: Int, away ground: Color, on canvas: inout Canvas,
    _ random: inout RandomSource
  ) {
    var color = random.color(near: Color(repeating: 0.5), spread: 0.5)
    for _ in 0..<20
    where abs((color - ground).sum()) < 0.45 && (color - ground).squaredLength < 0.16 {
      color = random.color(near: Color(repeating: 0.5), spread: 0.5)
    }
    let noise = SmoothNoise(&random)
    let light = Point.polar(1, random.uniform() * 6.2832)
    let (low, high) = (shape.low, shape.high)
    let middle = (low + high) / 2
    let extent = max((high - low).max() / 2, 1)
    canvas.beginThing()
    canvas.fill(shape, label: UInt8(classIndex + 1)) { place in
      let shading = ((place - middle) / extent * light).sum() * 0.12
      return color * (1 + shading + 0.05 * noise.value(place, scale: 8))
    }
  }
}

extension Color {
  var squaredLength: Float { (self * self).sum() }
}
