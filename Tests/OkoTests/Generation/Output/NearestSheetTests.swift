import Oko
import OkoImaging
import Testing

@Suite struct NearestSheetTests {
  private static let white: [UInt8] = [255, 255, 255]

  @Test func neighboursStandBesideTheirSampleWithDistancesBelow() {
    let plain = { (red: UInt8) in SheetPixels.plain(red, 0, 0, side: 64) }
    let rows = [
      NearestSheet.Row(
        sample: plain(10),
        neighbors: [.init(image: plain(20), distance: 0.5), .init(image: plain(30), distance: 2)]),
      NearestSheet.Row(
        sample: plain(40), neighbors: [.init(image: plain(50), distance: 12_345)]),
    ]
    let image = NearestSheet.image(of: rows)
    // Margins of 8, names of columns and distances of 14 pixels, pictures enlarged to 128, gaps of 4.
    #expect(image.size == Size(width: 16 + 3 * 128 + 2 * 4, height: 16 + 14 + 2 * 142 + 4))
    func red(_ column: Int, _ row: Int) -> UInt8 {
      SheetPixels.pixel(image, 8 + column * 132 + 64, 22 + row * 146 + 64)[0]
    }
    #expect((0..<3).map { red($0, 0) } == [10, 20, 30])
    #expect((0..<3).map { red($0, 1) } == [40, 50, 255])
    func caption(_ column: Int, _ row: Int) -> Int {
      let (x, y) = (8 + column * 132, 22 + row * 146 + 128)
      return SheetPixels.inked(
        image, x: x..<(x + 128), y: y..<(y + 14), background: Self.white)
    }
    #expect(caption(0, 0) == 0 && caption(0, 1) == 0 && caption(2, 1) == 0)
    #expect(caption(1, 0) > 10 && caption(2, 0) > 5 && caption(1, 1) > caption(1, 0))
  }

  @Test func labelsTakeRoomOnTheLeft() {
    let row = NearestSheet.Row(
      sample: SheetPixels.plain(1, 2, 3, side: 64), label: "seed 12", neighbors: [])
    var bare = row
    bare.label = ""
    let (with, without) = (NearestSheet.image(of: [row]), NearestSheet.image(of: [bare]))
    #expect(without.width == 144 && with.width > 170 && with.height == without.height)
    #expect(
      SheetPixels.inked(with, x: 8..<(with.width - 140), y: 22..<150, background: Self.white) > 30)
  }

  @Test func withoutABackgroundTransparencyStays() {
    let ghost = Image(width: 64, height: 64, channels: .rgba, filledWith: [1, 2, 3, 4])
    let row = NearestSheet.Row(sample: ghost, neighbors: [.init(image: ghost, distance: 0)])
    let image = NearestSheet.image(of: [row], background: nil)
    #expect(SheetPixels.pixel(image, 72, 86) == [1, 2, 3, 4])
  }
}
