import OkoTensors

/// People on foot and on motorbikes.
extension StreetPainter {
  mutating func drawMotorbike(_ random: inout RandomSource) {
    let color = Self.paintwork(&random)
    let near = item.ahead
    drawShadow(halfWidth: 0.35, length: 1.9)
    let reach = view.scale(near)
    for ahead in [near + 1.3, near] {
      paint(
        .ellipse(
          center: view.place(item.right, 0.3, ahead),
          radii: Point(0.09, 0.3) * view.scale(ahead)), Color(0.06, 0.06, 0.07))
    }
    paint(
      .ellipse(center: view.place(item.right, 0.66, near), radii: Point(0.2, 0.3) * reach), color)
    paint(
      .line(
        from: view.place(item.right - 0.36, 1.0, near),
        to: view.place(item.right + 0.36, 1.0, near),
        thickness: max(0.06 * reach, 1)), Color(0.12, 0.12, 0.13))
    paint(
      .circle(view.place(item.right, 0.86, near), 0.1 * reach),
      item.showsRear ? Color(0.8, 0.1, 0.1) : Color(0.95, 0.95, 0.85))
    finish(.motorbike)
    drawRider(&random)
    finish(.person)
  }

  private mutating func drawRider(_ random: inout RandomSource) {
    let label = UInt8(StreetItem.Kind.person.rawValue + 1)
    let ahead = item.ahead + 0.5
    let reach = view.scale(ahead)
    let cloth = random.mutedColor(near: .bytes(110, 92, 90), spread: 0.36)
    for side: Float in [-1, 1] {
      paint(
        .line(
          from: view.place(item.right + side * 0.13, 0.8, ahead),
          to: view.place(item.right + side * 0.24, 0.35, ahead), thickness: 0.17 * reach),
        cloth * 0.45, label: label)
      paint(
        .line(
          from: view.place(item.right + side * 0.2, 1.3, ahead),
          to: view.place(item.right + side * 0.33, 1.02, ahead), thickness: 0.12 * reach),
        cloth * 0.85, label: label)
    }
    paint(
      .rectangle(
        low: view.place(item.right - 0.23, 1.42, ahead),
        high: view.place(item.right + 0.23, 0.78, ahead), radius: 0.12 * reach), cloth, label: label
    )
    paint(
      .circle(view.place(item.right, 1.58, ahead), 0.15 * reach),
      random.mutedColor(near: Color(repeating: 0.4), spread: 0.4), label: label)
  }

  mutating func drawPerson(
    feet: Float, height: Float, _ random: inout RandomSource
  ) {
    let reach = view.scale(item.ahead)
    let (upper, lower) = (
      random.mutedColor(near: .bytes(138, 124, 120), spread: 0.42),
      random.color(near: .bytes(52, 58, 82), spread: 0.15)
    )
    let skin = random.color(near: .bytes(176, 128, 100), spread: 0.12)
    let stride = random.uniform(in: 0.05...0.28)
    func place(_ right: Float, _ up: Float) -> Point {
      view.place(item.right + right, feet + up * height, item.ahead)
    }
    for side: Float in [-1, 1] {
      paint(
        .line(
          from: place(side * 0.07, 0.5), to: place(side * (0.07 + stride * 0.5), 0.04),
          thickness: 0.15 * reach), lower * (side > 0 ? 0.85 : 1))
      paint(
        .line(
          from: place(side * 0.19, 0.78), to: place(side * (0.22 + stride * 0.4), 0.46),
          thickness: 0.1 * reach), upper * (side > 0 ? 0.75 : 0.9))
    }
    paint(
      .rectangle(low: place(-0.2, 0.83), high: place(0.2, 0.46), radius: 0.09 * reach), upper)
    paint(.line(from: place(0, 0.82), to: place(0, 0.88), thickness: 0.1 * reach), skin)
    paint(
      .ellipse(center: place(0, 0.925), radii: Point(0.095, 0.075 * height) * reach), skin)
    let hair = random.color(near: Color(repeating: 0.15), spread: 0.12)
    paint(.ellipse(center: place(0, 0.955), radii: Point(0.1, 0.045 * height) * reach), hair)
  }
}
