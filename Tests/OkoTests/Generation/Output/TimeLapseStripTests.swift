import Oko
import OkoImaging
import Testing

@Suite struct TimeLapseStripTests {
  /// Pictures that tell their moment in red and their seed in green.
  private static func moments(_ count: Int, seeds: Int = 3) -> [TimeLapseStrip.Moment] {
    (0..<count).map { moment in
      TimeLapseStrip.Moment(
        step: moment * 100,
        images: (0..<seeds).map { SheetPixels.plain(UInt8(moment), UInt8($0), 0, side: 64) })
    }
  }

  /// The colours in the middle of each cell, row by row.
  private static func cells(_ image: Image, columns: Int) -> [[UInt8]] {
    let rows = (image.height - 16 + 4) / 132
    let left = image.width - 8 - (columns * 132 - 4)
    return (0..<(rows * columns)).map {
      SheetPixels.pixel(image, left + $0 % columns * 132 + 64, 8 + $0 / columns * 132 + 64)
    }
  }

  @Test func eachMomentIsARowOfTheFirstSeeds() {
    let image = TimeLapseStrip.image(of: Self.moments(2), count: 2)
    #expect(
      Self.cells(image, columns: 2) == [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0]])
  }

  @Test func stepsStandOnTheLeft() {
    let image = TimeLapseStrip.image(of: Self.moments(2), count: 1)
    let side = image.width - 8 - 128
    for row in 0..<2 {
      let y = 8 + row * 132
      #expect(
        SheetPixels.inked(image, x: 0..<side, y: y..<(y + 128), background: [255, 255, 255]) > 30)
    }
  }

  @Test(arguments: [12, 13, 23, 100, 255])
  func manyMomentsAreThinnedEvenly(count: Int) {
    let image = TimeLapseStrip.image(of: Self.moments(count, seeds: 1))
    let shown = Self.cells(image, columns: 1).map { Int($0[0]) }
    #expect(shown.count == 12 && shown.first == 0 && shown.last == count - 1)
    let gaps = zip(shown.dropFirst(), shown).map { $0 - $1 }
    #expect((gaps.min() ?? 0) >= 1 && (gaps.max() ?? 0) - (gaps.min() ?? 0) <= 1)
  }

  @Test func theMomentWithTheFewestPicturesDecides() {
    var moments = Self.moments(2)
    moments[1].images.removeLast()
    #expect(Self.cells(TimeLapseStrip.image(of: moments), columns: 2).count == 4)
  }
}
