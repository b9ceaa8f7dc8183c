#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

public import OkoImaging
import OkoTensors

/// Draws stained nuclei of cells as a fluorescence microscope shows them: gray, bright on a dark ground.
///
/// Nuclei give light, so that those that touch add up where they meet; the picture is then spread by the
/// optics and gets the noise of a camera, which grows with the root of the light. Exposure and the size of the
/// nuclei differ from picture to picture.
///
///     let nuclei = SyntheticNuclei(seed: 1).picture(0)
public struct SyntheticNuclei: SyntheticSource {
  /// What is marked.
  public let classNames = ["nucleus"]
  /// The size of the pictures.
  public let size: Size
  private let seed: UInt64

  /// Makes a source of pictures; nuclei are 10 to 40 pixels wide in 320, and scaled with the shorter side.
  public init(size: Size = Size(width: 320, height: 320), seed: UInt64 = 0) {
    self.size = size
    self.seed = seed
  }

  /// Draws picture number `index`.
  public func picture(_ index: Int) -> SyntheticPicture {
    var random = RandomSource(seed: seed, stream: "nuclei/\(index)")
    let unit = Float(min(size.width, size.height)) / 320
    var canvas = Canvas(size)
    // From nearly black to well lit, and the ground some share of the light.
    let exposure = exp2(random.uniform(in: -3 ... -0.4))
    drawGround(&canvas, light: exposure, &random)
    let outlines = placedNuclei(unit, &random)
    let spread = random.uniform(in: 0.15...0.45)
    for outline in outlines {
      let light = exposure * exp2(random.roughNormal() * spread)
      Nucleus(outline, light: light, &random).draw(on: &canvas, label: 1)
    }
    canvas.blur(passes: max(1, Int((random.uniform(in: 1.5...7) * unit).rounded())))
    let (steady, growing) = (random.uniform(in: 0.001...0.005), random.uniform(in: 0.004...0.018))
    canvas.draw { _, color in
      let deviation = steady + growing * max(color.x, 0).squareRoot()
      color += Color(repeating: deviation * random.roughNormal())
    }
    return SyntheticPicture(
      canvas,
      objects: SyntheticPicture.labelled(
        outlines.map { (0, $0.box) }, in: size, smallest: 6 * Double(unit)))
  }

  /// A dark ground, brighter about one place, with faint clouds of what is out of focus and a few specks.
  private func drawGround(_ canvas: inout Canvas, light: Float, _ random: inout RandomSource) {
    let extent = Point(Float(size.width), Float(size.height))
    let base = 0.012 + light * random.uniform(in: 0.01...0.12)
    let (falloff, clouds) = (random.uniform(in: 0...0.45), random.uniform(in: 0.05...0.3))
    let spot = Point(random.uniform(), random.uniform()) * extent
    let noise = SmoothNoise(&random)
    let scale = extent.min() * random.uniform(in: 0.15...0.4)
    canvas.draw { place, color in
      let distance = (place - spot).length / extent.length
      let cloud = 1 + clouds * noise.fractal(place, scale: scale)
      color = Color(repeating: base * cloud * (1 - falloff * distance))
    }
    for _ in 0..<random.whole(in: 0...6) {
      let center = Point(random.uniform(), random.uniform()) * extent
      let speck = Shape2D.circle(center, extent.min() / 320 * random.uniform(in: 0.7...2))
      let color = Color(repeating: base + light * random.uniform(in: 0.05...0.25))
      canvas.fill(speck, color, opacity: 0.7)
    }
  }

  /// Nuclei alone and in clumps; those of a clump touch, and one hides next to nothing of another.
  private func placedNuclei(_ unit: Float, _ random: inout RandomSource) -> [WobblyOutline] {
    let usual = random.uniform(in: 6.5...17) * unit
    let (roundness, clumping) = (random.uniform(in: 0.55...0.9), random.uniform(in: 0.1...0.65))
    let wobble = random.uniform(in: 0.03...0.09)
    let room = 0.5 * Float(size.width * size.height) / (.pi * usual * usual)
    let count = min(random.whole(in: 20...60), max(20, Int(room)))
    var taken = [Bool](repeating: false, count: size.width * size.height)
    var outlines: [WobblyOutline] = []
    for _ in 0..<(count * 12) where outlines.count < count {
      let radius = min(max(usual * (1 + 0.18 * random.roughNormal()), 5 * unit), 20 * unit)
      var center =
        Point(random.uniform(in: -0.02...1.02), random.uniform(in: -0.02...1.02))
        * Point(Float(size.width), Float(size.height))
      if !outlines.isEmpty, random.chance(clumping) {
        let neighbour = random.chance(0.5) ? outlines[outlines.count - 1] : random.pick(outlines)
        let gap = (neighbour.radius + radius) * random.uniform(in: 0.75...1.05)
        center = neighbour.center + .polar(gap, random.uniform(in: 0...6.2832))
      }
      let outline = WobblyOutline(
        center: center, radius: radius, aspect: random.uniform(in: roundness...1), wobble: wobble,
        &random)
      if claim(outline, in: &taken) { outlines.append(outline) }
    }
    return outlines
  }

  /// Marks the pixels of an outline as taken, unless too few are in the picture or too many taken already.
  private func claim(_ outline: WobblyOutline, in taken: inout [Bool]) -> Bool {
    let (low, high) = outline.corners(reach: 1)
    let (left, right) = (max(0, Int(low.x)), min(size.width, Int(high.x) + 1))
    let (top, bottom) = (max(0, Int(low.y)), min(size.height, Int(high.y) + 1))
    guard left < right, top < bottom else { return false }
    var (pixels, shared): ([Int], Int) = ([], 0)
    for row in top..<bottom {
      for column in left..<right {
        guard outline.level(Point(Float(column) + 0.5, Float(row) + 0.5)) < 1 else { continue }
        pixels.append(row * size.width + column)
        if taken[row * size.width + column] { shared += 1 }
      }
    }
    let whole = Float.pi * outline.radius * outline.radius
    guard Float(pixels.count) > 0.3 * whole, Float(shared) < 0.05 * Float(pixels.count) else {
      return false
    }
    for pixel in pixels { taken[pixel] = true }
    return true
  }
}
