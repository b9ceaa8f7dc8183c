import OkoImaging
import Testing

@Suite("Lines and masks")
struct LineDrawingTests {
  @Test("A line through the centres of pixels fills them alone")
  func straight() {
    var image = BoxDrawingTests.blank(5, 3)
    image.drawLine(from: Image.Point(1, 1.5), to: Image.Point(4, 1.5), color: .white)
    guard case .uint8(let samples) = image.samples else { return }
    #expect(Array(samples[6..<9]) == [255, 255, 255])
    #expect(samples[0..<5].allSatisfy { $0 == 0 })
    #expect(samples[10..<15].allSatisfy { $0 == 0 })
  }

  @Test("A soft edge splits a line between two rows")
  func soft() {
    var image = BoxDrawingTests.blank(4, 2)
    image.drawLine(from: Image.Point(-5, 1), to: Image.Point(9, 1), color: .white)
    #expect(image.samples == .uint8(Array(repeating: 128, count: 8)))
  }

  @Test("A line has the area of its length times its thickness", arguments: [1.0, 2.5, 6])
  func area(thickness: Double) {
    for end in [Image.Point(90, 20), Image.Point(25, 95), Image.Point(20, 20.01)] {
      var image = BoxDrawingTests.blank(110, 110)
      let start = Image.Point(20, 20)
      image.drawLine(from: start, to: end, color: .white, thickness: thickness)
      guard case .uint8(let samples) = image.samples else { return }
      let ink = samples.reduce(0) { $0 + Double($1) } / 255
      let offset = end - start
      let length = (offset * offset).sum().squareRoot()
      let expected = length * thickness + .pi * thickness * thickness / 4
      #expect(abs(ink - expected) <= 0.03 * expected + 0.5)
    }
  }

  @Test("Drawing past the edges, or nowhere, does not trap")
  func hostile() {
    var image = BoxDrawingTests.blank(9, 7, .rgb)
    let places: [Image.Point] = [
      .init(.nan, 1), .init(.infinity, -.infinity), .init(1e300, -1e300), .init(-5, -5),
      .init(99, 3),
    ]
    for start in places {
      for end in places {
        image.drawLine(from: start, to: end, color: .white, thickness: 3)
      }
    }
    image.drawPolyline(places, closed: true, color: .white, thickness: 1e300)
    image.drawPolyline([], color: .white)
    image.drawDot(at: .init(4, 4), radius: -1, color: .white)
    image.drawDot(at: .init(4, 4), radius: .nan, color: .white)
    #expect(image.size == Size(width: 9, height: 7))
  }

  @Test("A point that is no number leaves a gap")
  func gap() {
    var image = BoxDrawingTests.blank(9, 1)
    image.drawPolyline(
      [.init(0.5, 0.5), .init(1.5, 0.5), .init(.nan, 0), .init(6.5, 0.5), .init(8.5, 0.5)],
      color: .white)
    #expect(BoxDrawingTests.rows(image) == ["##....###"])
  }

  @Test("A translucent polyline is even where its parts meet")
  func evenJoints() {
    var image = BoxDrawingTests.blank(9, 3)
    image.drawPolyline(
      [.init(0, 1.5), .init(4, 1.5), .init(5, 1.5), .init(9, 1.5)], color: 200, opacity: 0.5)
    guard case .uint8(let samples) = image.samples else { return }
    #expect(samples[9..<18].allSatisfy { $0 == 100 })
  }

  static let mask: Image = {
    var mask = BoxDrawingTests.blank(5, 5)
    mask.fillRectangle(x: 0, y: 1, width: 4, height: 4, color: 1)
    return mask
  }()

  @Test("A mask has an opaque contour, but none where the picture cuts it off")
  func contour() {
    var image = BoxDrawingTests.blank(5, 5)
    image.drawMask(Self.mask, color: .white, opacity: 0.5, contour: 1)
    // Cut off on the left and below; ? is half covered.
    #expect(
      BoxDrawingTests.rows(image) == [".....", "####.", "???#.", "???#.", "???#."])
    var plain = BoxDrawingTests.blank(5, 5)
    plain.drawMask(Self.mask, color: 200, opacity: 0.5, contour: 0)
    guard case .uint8(let samples) = plain.samples else { return }
    #expect(samples.filter { $0 == 100 }.count == 16)
    #expect(samples.filter { $0 == 0 }.count == 9)
  }

  @Test("A mask may lie anywhere, also outside")
  func placed() {
    var image = BoxDrawingTests.blank(3, 2)
    image.drawMask(Self.mask, x: 2, y: 0, color: .white, opacity: 1, contour: 0)
    #expect(BoxDrawingTests.rows(image) == ["...", "..#"])
    for place in [(-99, 0), (0, 99), (-4, -5), (3, 2)] {
      var other = BoxDrawingTests.blank(3, 2)
      other.drawMask(Self.mask, x: place.0, y: place.1, color: .white)
      #expect(other == BoxDrawingTests.blank(3, 2))
    }
  }

  @Test("Classes have their colours; background and void stay")
  func classes() {
    var image = BoxDrawingTests.blank(4, 1, .rgb)
    let classes = Image(width: 4, height: 1, channels: .gray, samples: [0, 1, 7, 255] as [UInt8])
    image.drawClasses(classes, opacity: 1, contour: 0)
    let (one, seven) = (Palette.color(of: 1), Palette.color(of: 7))
    #expect(
      image.samples
        == .uint8([
          0, 0, 0, one.red, one.green, one.blue, seven.red, seven.green, seven.blue, 0, 0, 0,
        ]))
  }

  @Test("A mask of another kind, or a picture of 16 bits, is the programmer's mistake")
  func mistakes() async {
    await #expect(processExitsWith: .failure) {
      var image = BoxDrawingTests.blank(2, 2)
      image.drawClasses(BoxDrawingTests.blank(3, 2))
    }
    await #expect(processExitsWith: .failure) {
      var image = BoxDrawingTests.blank(2, 2).converted(to: .rgb, depth: .sixteen)
      image.drawDot(at: .init(1, 1), radius: 1, color: .white)
    }
  }
}
