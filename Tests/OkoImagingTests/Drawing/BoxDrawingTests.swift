import OkoImaging
import Testing

@Suite("Boxes, labels and rectangles")
struct BoxDrawingTests {
  static func blank(_ width: Int, _ height: Int, _ channels: Image.Channels = .gray) -> Image {
    let pixel = Array(repeating: 0 as UInt8, count: channels.rawValue)
    return Image(width: width, height: height, channels: channels, filledWith: pixel)
  }

  /// Rows of `.` and `#`, where a gray picture is black and white.
  static func rows(_ image: Image) -> [String] {
    guard case .uint8(let samples) = image.samples else { return [] }
    return (0..<image.height).map { y in
      String(
        (0..<image.width).map { x in
          switch samples[y * image.width + x] {
          case 0: "."
          case 255: "#"
          default: "?"
          }
        })
    }
  }

  @Test("A frame goes inwards from the edges of its box")
  func frame() {
    var image = Self.blank(7, 6)
    image.drawBox(Box(x: 1, y: 1, width: 5, height: 4), color: .white, thickness: 1)
    #expect(
      Self.rows(image) == [".......", ".#####.", ".#...#.", ".#...#.", ".#####.", "......."])
    var thick = Self.blank(6, 5)
    thick.drawBox(Box(x: 0, y: 0, width: 6, height: 5), color: .white, thickness: 2)
    #expect(Self.rows(thick) == ["######", "######", "##..##", "######", "######"])
  }

  @Test("A box at the picture's edge shows all its sides that can be seen")
  func edges() {
    var image = Self.blank(4, 3)
    image.drawBox(Box(x: -9, y: -9, width: 30, height: 30), color: .white, thickness: 1)
    #expect(Self.rows(image) == ["####", "#..#", "####"])
    var corner = Self.blank(4, 3)
    corner.drawBox(Box(x: 2, y: 1, width: 30, height: 30), color: .white, thickness: 1)
    #expect(Self.rows(corner) == ["....", "..##", "..##"])
  }

  @Test("A translucent frame is even at its corners", arguments: 1...7, 1...7)
  func even(width: Int, height: Int) {
    for thickness in 1...4 {
      var image = Self.blank(9, 9)
      let box = Box(x: 1, y: 1, width: Double(width), height: Double(height))
      image.drawBox(box, color: 200, thickness: thickness, opacity: 0.5)
      guard case .uint8(let samples) = image.samples else { return }
      #expect(Set(samples).subtracting([0, 100]).isEmpty)
      let lit = samples.filter { $0 == 100 }.count
      let inner = max(0, width - 2 * thickness) * max(0, height - 2 * thickness)
      #expect(lit == width * height - inner)
    }
  }

  static let hostile = [
    Box(x: .nan, y: .nan, width: .nan, height: .nan),
    Box(x: -.infinity, y: 0, width: .infinity, height: .infinity),
    Box(x: 1e300, y: 1e300, width: 1e300, height: 1e300),
    Box(x: -1e300, y: -1e300, width: 1, height: 1),
    Box(x: 2, y: 2, width: -5, height: -5),
    Box(x: 0, y: 0, width: 1e18, height: 1e18),
    Box(x: 3, y: 2, width: 0, height: 0),
  ]

  @Test("No box traps", arguments: hostile)
  func hostileBoxes(box: Box) {
    for size in [(1, 1), (1, 40), (40, 1), (64, 48)] {
      var image = Self.blank(size.0, size.1, .rgb)
      image.drawBox(box, label: "Яблоко 0.97", color: Palette.color(of: 3))
      image.drawBox(box, color: .white, thickness: .max)
      image.drawLabel("", for: box, color: .white)
      #expect(image.size == Size(width: size.0, height: size.1))
    }
  }

  @Test("A box outside the picture draws nothing")
  func outside() {
    var image = Self.blank(8, 8)
    for box in [
      Box(x: 20, y: 0, width: 5, height: 5), Box(x: 0, y: -20, width: 5, height: 5),
      Box(x: -9, y: 0, width: 8, height: 5),
    ] {
      image.drawBox(box, color: .white, thickness: 2)
    }
    #expect(image == Self.blank(8, 8))
  }

  @Test("Labels lie in the picture, above the box where there is room and below its edge elsewhere")
  func labels() {
    let style = AnnotationStyle(thickness: 1, textScale: 1)
    // A plate of 7 rows of capitals and 2 of margin above and below.
    for (box, rows) in [
      (Box(x: 5, y: 20, width: 9, height: 9), 9..<20),
      (Box(x: 5, y: 3, width: 9, height: 9), 3..<14),
      (Box(x: 5, y: -7, width: 9, height: 9), 0..<11),
      (Box(x: 95, y: 39, width: 9, height: 9), 28..<39),
    ] {
      var image = Image(width: 100, height: 40, channels: .gray, filledWith: [0])
      image.drawLabel("ABC", for: box, color: 128, style: style)
      guard case .uint8(let samples) = image.samples else { return }
      let painted = samples.indices.filter { samples[$0] == 128 }
      #expect(painted.map { $0 / 100 }.min() == rows.lowerBound)
      #expect(painted.map { $0 / 100 }.max() == rows.upperBound - 1)
      let columns = Set(painted.map { $0 % 100 })
      // 3 letters of 5, 2 gaps and 2 margins of 2.
      #expect(columns.count == 21)
    }
  }

  @Test("Rectangles are cut at the picture's edges")
  func rectangles() {
    var image = Self.blank(3, 2)
    image.fillRectangle(x: -5, y: 1, width: 7, height: .max, color: .white)
    #expect(Self.rows(image) == ["...", "##."])
    image.fillRectangle(x: .max, y: .min, width: .max, height: .max, color: .white)
    image.fillRectangle(x: 0, y: 0, width: -1, height: 1, color: .white)
    #expect(Self.rows(image) == ["...", "##."])
  }

  @Test("Colours become luma on gray and opaque on transparent pictures")
  func channels() {
    var gray = Self.blank(1, 1)
    gray.fillRectangle(
      x: 0, y: 0, width: 1, height: 1, color: Image.Color(red: 255, green: 0, blue: 0))
    #expect(gray.samples == .uint8([76]))
    var clear = Self.blank(1, 1, .rgba)
    clear.fillRectangle(
      x: 0, y: 0, width: 1, height: 1, color: Image.Color(red: 1, green: 2, blue: 3))
    #expect(clear.samples == .uint8([1, 2, 3, 255]))
  }
}
