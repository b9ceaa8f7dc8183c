import OkoImaging
import OkoTensors

/// Sky, houses, pavements and road of one street.
struct StreetScenery {
  let view: StreetView
  let laneCount: Int
  let laneWidth: Float = 3.4
  private let skyTop: Color
  private let skyBottom: Color
  private let asphalt: Color
  private let pavement: Color
  private let clouds: SmoothNoise
  private let grain: SmoothNoise
  private let houses: UInt64
  private let dashPhase: Float

  init(view: StreetView, _ random: inout RandomSource) {
    self.view = view
    laneCount = random.whole(in: 2...4)
    skyTop = random.color(near: .bytes(122, 166, 215), spread: 0.04)
    skyBottom = random.color(near: .bytes(214, 222, 228), spread: 0.05)
    asphalt = random.color(near: Color(repeating: random.uniform(in: 0.28...0.45)), spread: 0.02)
    pavement = random.mutedColor(near: .bytes(168, 162, 154), spread: 0.1)
    clouds = SmoothNoise(&random)
    grain = SmoothNoise(&random)
    houses = random.next()
    dashPhase = random.uniform() * 6
  }

  /// From the middle of the road to its edge, in metres.
  var halfWidth: Float { Float(laneCount) * laneWidth / 2 }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let farthest: Float = 140
    canvas.draw { place, color in
      let offset = place - view.vanishing
      // The walls of the houses stand on both sides, parallel to the road.
      let wall = halfWidth + 3.6
      let wallAhead = view.focus * wall / max(abs(offset.x), 0.5)
      let wallUp = view.cameraHeight - offset.y * wallAhead / view.focus
      if wallAhead < farthest, wallUp > 0,
        let house = house(right: offset.x > 0, ahead: wallAhead, up: wallUp)
      {
        color = hazed(house, wallAhead)
      } else if offset.y > 0.5 {
        let ahead = view.focus * view.cameraHeight / offset.y
        color = hazed(ground(offset.x * ahead / view.focus, ahead, place), ahead)
      } else {
        let share = min(max(-offset.y / max(view.vanishing.y, 1), 0), 1)
        let cloud = smoothStep(
          0, 0.7, clouds.fractal(place * Point(1, 2.2), scale: Float(size.width) * 0.28))
        color = Color.mix(.mix(skyBottom, skyTop, share), Color(repeating: 0.95), cloud * 0.75)
      }
    }
  }

  private func hazed(_ color: Color, _ ahead: Float) -> Color {
    .mix(color, skyBottom, 0.55 * smoothStep(15, 140, ahead))
  }

  private func ground(_ right: Float, _ ahead: Float, _ place: Point) -> Color {
    // How many metres a pixel covers: marks fade where they are finer than that.
    let step = ahead / view.focus
    let speckle =
      1 + 0.07 * grain.value(Point(right, ahead) * 40, scale: 9) / (1 + step * 30)
      + 0.05 * grain.fractal(Point(right * 8, ahead * 3), scale: 30)
    if abs(right) > halfWidth {
      let curb = 1 - smoothStep(0.15 + step, 0.3 + step, abs(right) - halfWidth)
      let tile = smoothStep(0.45, 0.48, abs(ahead - ahead.rounded()))
      return (pavement * (1 - 0.1 * tile / (1 + step * 60)) + 0.1 * curb) * speckle
    }
    var mark: Float = 0
    for line in 0...laneCount {
      let gap = abs(right - (Float(line) * laneWidth - halfWidth))
      let isEdge = line == 0 || line == laneCount
      let inset: Float = isEdge ? 0.25 : 0
      let phase = ((ahead + dashPhase) / 6).truncatingRemainder(dividingBy: 1)
      guard isEdge || line * 2 == laneCount || phase < 0.5 else { continue }
      mark = max(mark, 1 - smoothStep(0.07, 0.09 + step * 1.5, abs(gap - inset)))
    }
    return .mix(asphalt * speckle, Color(0.9, 0.9, 0.87), mark * 0.85)
  }

  /// The colour of a house wall, nil above its roof or in a gap between houses.
  private func house(right: Bool, ahead: Float, up: Float) -> Color? {
    let plot = (ahead / 13).rounded(.down)
    var random = RandomSource(
      seed: houses &+ UInt64(plot) &* 2 &+ (right ? 1 : 0), stream: "")
    guard random.chance(0.85) else { return nil }
    let height = random.uniform(in: 5...17)
    guard up < height else { return nil }
    let base = random.mutedColor(near: .bytes(176, 158, 140), spread: 0.24)
    let shade: Float = right ? 0.92 : 0.74
    if up > height - 0.4 { return base * 0.6 }
    let along = ahead - plot * 13
    let column = (along / 2.2).truncatingRemainder(dividingBy: 1)
    let row = (up / 3).truncatingRemainder(dividingBy: 1)
    guard (0.25...0.75).contains(column), (0.32...0.78).contains(row) else {
      return base * (shade * (along < 0.25 ? 0.7 : 1))
    }
    let isLit = UInt64(along / 2.2 + up * 7) % 5 == 0
    return isLit ? Color(0.62, 0.66, 0.68) : Color(0.2, 0.24, 0.3)
  }
}
