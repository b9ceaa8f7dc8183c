import OkoImaging
import OkoTensors

/// One vehicle or person of a drawn street, its place in metres.
struct StreetItem {
  enum Kind: Int { case bus, car, motorbike, person, truck }

  let kind: Kind
  let right: Float
  let ahead: Float
  let showsRear: Bool

  /// How far it reaches ahead of its nearest part.
  var length: Float {
    switch kind {
    case .bus: 10.5
    case .truck: 7.5
    case .car: 4.2
    case .motorbike: 1.9
    case .person: 0.4
    }
  }
}

/// Draws one item of a street: boxes in perspective with the details of their near face.
struct StreetPainter {
  let view: StreetView
  let item: StreetItem
  var canvas: Canvas
  private(set) var boxes: [(classIndex: Int, box: Box)] = []
  private var label: UInt8 { UInt8(item.kind.rawValue + 1) }
  private var covered: (low: Point, high: Point)?

  init(view: StreetView, item: StreetItem, canvas: Canvas) {
    self.view = view
    self.item = item
    self.canvas = canvas
  }

  mutating func draw(_ random: inout RandomSource) {
    switch item.kind {
    case .car: drawCar(&random)
    case .bus: drawBus(&random)
    case .truck: drawTruck(&random)
    case .motorbike: drawMotorbike(&random)
    case .person:
      drawShadow(halfWidth: 0.35, length: 0.5)
      drawPerson(feet: 0, height: random.uniform(in: 1.5...1.85), &random)
    }
    finish(item.kind)
  }

  /// Ends one labelled thing: what was painted since the last becomes its box.
  mutating func finish(_ kind: StreetItem.Kind) {
    guard let (low, high) = covered else { return }
    boxes.append(
      (
        kind.rawValue,
        Box(
          x: Double(low.x), y: Double(low.y), width: Double(high.x - low.x),
          height: Double(high.y - low.y))
      ))
    covered = nil
  }

  mutating func paint(
    _ shape: Shape2D, _ color: Color, opacity: Float = 1, label: UInt8? = nil
  ) {
    let (low, high) = (shape.low, shape.high)
    if covered == nil { canvas.beginThing() }
    covered =
      covered.map { (pointwiseMin($0.low, low), pointwiseMax($0.high, high)) } ?? (low, high)
    let middle = (low.y + high.y) / 2
    let extent = max(high.y - low.y, 1)
    canvas.fill(shape, opacity: opacity, label: label ?? self.label) { place in
      color * (1 - 0.16 * (place.y - middle) / extent)
    }
  }

  mutating func drawShadow(halfWidth: Float, length: Float) {
    let points = [
      view.place(item.right - halfWidth * 1.15, 0, item.ahead - 0.15),
      view.place(item.right + halfWidth * 1.35, 0, item.ahead - 0.15),
      view.place(item.right + halfWidth * 1.35, 0, item.ahead + length),
      view.place(item.right - halfWidth * 1.15, 0, item.ahead + length),
    ]
    canvas.fill(
      .polygon(points), Color(0.05, 0.05, 0.07), opacity: 0.55,
      softness: max(view.scale(item.ahead) * 0.3, 1))
  }

  /// A box in perspective: the side that shows, the roof where it is seen, then the near face.
  mutating func paintBox(
    halfWidth: Float, bottom: Float, top: Float, from near: Float, to far: Float, _ color: Color
  ) {
    let (left, right) = (item.right - halfWidth, item.right + halfWidth)
    if left > 0 || right < 0 {
      let side = left > 0 ? left : right
      paint(
        .polygon([
          view.place(side, bottom, near), view.place(side, top, near), view.place(side, top, far),
          view.place(side, bottom, far),
        ]), color * (left > 0 ? 0.62 : 0.8))
    }
    if view.cameraHeight > top {
      paint(
        .polygon([
          view.place(left, top, near), view.place(right, top, near), view.place(right, top, far),
          view.place(left, top, far),
        ]), color * 1.12)
    }
    paint(view.face(left, right, bottom, top, near), color)
  }

  /// A patch on the near face, in metres from the middle of the item.
  mutating func patch(
    _ left: Float, _ right: Float, _ bottom: Float, _ top: Float, _ color: Color,
    ahead: Float? = nil
  ) {
    paint(
      view.face(item.right + left, item.right + right, bottom, top, ahead ?? item.ahead), color)
  }

  mutating func wheels(halfWidth: Float, radius: Float, at places: [Float]) {
    for ahead in places.sorted(by: >) {
      for side: Float in [-1, 1] {
        let center = side * (halfWidth - 0.14)
        let hub = view.place(item.right + center, radius, ahead)
        let reach = view.scale(ahead)
        paint(
          .ellipse(center: hub, radii: Point(0.16, radius) * reach), Color(0.07, 0.07, 0.08))
      }
    }
  }

  mutating func lights(_ halfWidth: Float, _ height: Float, _ width: Float) {
    let color: Color = item.showsRear ? Color(0.75, 0.08, 0.08) : Color(0.95, 0.94, 0.85)
    for side: Float in [-1, 1] {
      let middle = side * (halfWidth - width * 0.7)
      patch(middle - width / 2, middle + width / 2, height - 0.09, height + 0.09, color)
    }
    patch(-0.26, 0.26, height - 0.36, height - 0.22, Color(0.85, 0.82, 0.6))
  }

  /// Windows along the side that shows.
  mutating func sideWindows(
    halfWidth: Float, bottom: Float, top: Float, from near: Float, to far: Float, count: Int
  ) {
    let left = item.right - halfWidth > 0
    guard left || item.right + halfWidth < 0 else { return }
    let side = left ? item.right - halfWidth : item.right + halfWidth
    let step = (far - near) / Float(count)
    for index in (0..<count).reversed() {
      let (start, end) = (near + step * (Float(index) + 0.1), near + step * (Float(index) + 0.9))
      paint(
        .polygon([
          view.place(side, bottom, start), view.place(side, top, start), view.place(side, top, end),
          view.place(side, bottom, end),
        ]), Self.glass)
    }
  }

  static let glass = Color(0.16, 0.2, 0.25)
}
