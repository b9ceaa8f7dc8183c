import OkoTensors

/// Cars, buses and trucks: boxes with windows, wheels and lights.
extension StreetPainter {
  static func paintwork(_ random: inout RandomSource) -> Color {
    random.color(
      near: random.pick([
        .bytes(215, 216, 218), .bytes(40, 42, 46), .bytes(128, 132, 138), .bytes(165, 34, 34),
        .bytes(36, 66, 132), .bytes(190, 176, 148), .bytes(44, 92, 72), .bytes(216, 172, 44),
      ]), spread: 0.06)
  }

  mutating func drawCar(_ random: inout RandomSource) {
    let (color, half) = (Self.paintwork(&random), random.uniform(in: 0.84...0.95))
    let height = random.uniform(in: 1.4...1.75)
    let near = item.ahead
    drawShadow(halfWidth: half, length: 4.2)
    wheels(halfWidth: half, radius: 0.34, at: [near + 0.25, near + 3.4])
    // The cabin stands back from the near end and narrows upwards.
    let (front, back) = (near + (item.showsRear ? 0.5 : 1.2), near + 3.5)
    paintBox(halfWidth: half * 0.86, bottom: 0.8, top: height, from: front, to: back, color)
    sideWindows(
      halfWidth: half * 0.865, bottom: 0.92, top: height - 0.12, from: front, to: back, count: 2)
    paintBox(halfWidth: half, bottom: 0.3, top: 0.92, from: near, to: near + 4.2, color)
    patch(-half * 0.88, half * 0.88, 0.86, height - 0.02, color * 0.92, ahead: front)
    patch(-half * 0.76, half * 0.76, 0.95, height - 0.13, Self.glass, ahead: front)
    patch(-half * 0.98, half * 0.98, 0.28, 0.46, color * 0.55)
    if !item.showsRear { patch(-half * 0.45, half * 0.45, 0.5, 0.66, Color(0.1, 0.1, 0.11)) }
    lights(half, 0.68, 0.32)
  }

  mutating func drawBus(_ random: inout RandomSource) {
    let (color, second) = (Self.paintwork(&random), Self.paintwork(&random))
    let (half, height) = (Float(1.24), random.uniform(in: 2.9...3.5))
    let (near, far) = (item.ahead, item.ahead + 10.5)
    drawShadow(halfWidth: half, length: 10.5)
    wheels(halfWidth: half, radius: 0.5, at: [near + 2.2, near + 8])
    paintBox(halfWidth: half, bottom: 0.35, top: height, from: near, to: far, color)
    sideWindows(
      halfWidth: half * 1.002, bottom: 1.4, top: height - 0.5, from: near + 0.4, to: far, count: 6)
    patch(-half, half, 0.35, 1.0, second)
    patch(-half * 0.92, half * 0.92, 1.25, height - 0.55, Self.glass)
    patch(-half * 0.6, half * 0.6, height - 0.42, height - 0.15, Color(0.08, 0.08, 0.1))
    lights(half, 0.8, 0.36)
    for side: Float in [-1, 1] where !item.showsRear {
      let place = side * (half + 0.14)
      patch(place - 0.1, place + 0.1, 1.7, 2.3, second * 0.8)
    }
  }

  mutating func drawTruck(_ random: inout RandomSource) {
    let (cab, cargo) = (Self.paintwork(&random), Self.paintwork(&random))
    let (half, height) = (Float(1.15), random.uniform(in: 2.8...3.4))
    let near = item.ahead
    drawShadow(halfWidth: half, length: 7.5)
    wheels(halfWidth: half, radius: 0.48, at: [near + 1.1, near + 5, near + 6.2])
    guard !item.showsRear else {
      paintBox(halfWidth: half, bottom: 0.75, top: height, from: near, to: near + 7.5, cargo)
      patch(-half * 0.94, -0.03, 0.9, height - 0.12, cargo * 1.08)
      patch(0.03, half * 0.94, 0.9, height - 0.12, cargo * 1.08)
      patch(-half * 0.9, half * 0.9, 0.48, 0.72, Color(0.14, 0.14, 0.15))
      return lights(half, 0.62, 0.3)
    }
    paintBox(halfWidth: half, bottom: 0.8, top: height, from: near + 1.8, to: near + 7.5, cargo)
    paintBox(halfWidth: half * 0.96, bottom: 0.4, top: 2.3, from: near, to: near + 1.7, cab)
    sideWindows(
      halfWidth: half * 0.963, bottom: 1.35, top: 2.05, from: near + 0.3, to: near + 1.4, count: 1)
    patch(-half * 0.86, half * 0.86, 1.35, 2.1, Self.glass)
    patch(-half * 0.6, half * 0.6, 0.75, 1.1, cab * 0.5)
    patch(-half * 0.96, half * 0.96, 0.4, 0.62, Color(0.2, 0.2, 0.21))
    lights(half * 0.96, 0.82, 0.3)
  }
}
