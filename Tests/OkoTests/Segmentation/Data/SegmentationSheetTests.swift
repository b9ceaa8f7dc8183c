import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct SegmentationSheetTests {
  private static let batch: SegmentationBatch = {
    // Two gray patches of 20×12, half of each of class 1; the second's last row is ignored.
    var labels = [UInt8](repeating: 0, count: 480)
    for place in 0..<480 where place % 20 >= 10 { labels[place] = 1 }
    for place in 460..<480 { labels[place] = LabelMap.ignored }
    var edges = [UInt8](repeating: 0, count: 480)
    for place in 0..<480 where place % 20 == 10 { edges[place] = 255 }
    return SegmentationBatch(
      images: Tensor(repeating: 0.4, shape: [2, 12, 20, 3]), labels: labels,
      instances: InstanceTargets(edges: edges, depths: edges), files: ["a", "b"])
  }()

  private static func pixel(_ sheet: Image, _ picture: Int, _ x: Int, _ y: Int) -> [UInt8] {
    guard case .uint8(let samples) = sheet.samples else { return [] }
    let place = ((y + 4) * sheet.width + x + 4 + picture * 24) * 3
    return Array(samples[place..<(place + 3)])
  }

  @Test func classesEdgesAndIgnoredPixelsAreSeen() {
    let sheet = SegmentationSheet.image(of: Self.batch, classNames: ["background", "thing"])
    // Beside each other with gaps of four, and a line of names below.
    #expect(sheet.size == Size(width: 2 * 24 + 4, height: 20 + 16))
    #expect(Self.pixel(sheet, 0, 3, 3) == [102, 102, 102])
    #expect(Self.pixel(sheet, 0, 10, 3) == [255, 255, 255])
    let (tinted, color) = (Self.pixel(sheet, 0, 15, 3), Palette.color(of: 1))
    for (value, part) in zip(tinted, [color.red, color.green, color.blue]) {
      let expected = 102 + 0.45 * (Double(part) - 102)
      #expect(abs(Double(value) - expected) <= 1)
    }
    let dark = (0..<20).map { Self.pixel(sheet, 1, $0, 11)[0] }
    #expect(dark[0..<10].allSatisfy { $0 == 25 || $0 == 73 } && Set(dark[0..<10]).count == 2)
    #expect(dark[10] < 100)
    #expect(Self.pixel(sheet, 0, 4, 16) == [color.red, color.green, color.blue])
  }

  @Test func aFirstClassThatIsNoBackgroundHasAColour() {
    let sheet = SegmentationSheet.image(of: Self.batch, classNames: ["sky", "road"])
    #expect(Self.pixel(sheet, 0, 3, 3) != [102, 102, 102])
  }

  @Test func standardizedPicturesAreStretched() {
    let values: [Float] = [-2, -2, -2, 0, 0, 0, 2, 2, 2]
    let batch = SegmentationBatch(
      images: Tensor(values, shape: [1, 1, 3, 3]), labels: [0, 0, 0], files: [""])
    let sheet = SegmentationSheet.image(of: batch, classNames: ["background"])
    let shades = (0..<3).map { Self.pixel(sheet, 0, $0, 0)[0] }
    #expect(shades == [0, 128, 255])
  }
}
