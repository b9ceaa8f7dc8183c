import Oko
import OkoImaging
import Testing

@Suite struct ContactSheetTests {
  private static let white: [UInt8] = [255, 255, 255]

  /// Pictures of 3×2 whose samples all differ.
  private static func pictures(_ count: Int, _ channels: Image.Channels = .rgb) -> [Image] {
    let length = 6 * channels.rawValue
    return (0..<count).map { index in
      Image(
        width: 3, height: 2, channels: channels,
        samples: (0..<length).map { UInt8(index * length + $0) })
    }
  }

  @Test func picturesLieInRowsWithGapsAndAMargin() {
    var sheet = ContactSheet(Self.pictures(3), columns: 2, enlargement: 1)
    (sheet.gap, sheet.margin) = (1, 2)
    let image = sheet.image()
    #expect(image.size == Size(width: 2 * 2 + 3 + 1 + 3, height: 2 * 2 + 2 + 1 + 2))
    #expect(sheet.size == image.size && image.channels == .rgb)
    #expect(SheetPixels.pixel(image, 2, 2) == [0, 1, 2])
    #expect(SheetPixels.pixel(image, 4, 3) == [15, 16, 17])
    #expect(SheetPixels.pixel(image, 6, 2) == [18, 19, 20])
    #expect(SheetPixels.pixel(image, 2, 5) == [36, 37, 38])
    // The margins, the gaps and the empty cell.
    for (x, y) in [(1, 2), (2, 1), (5, 2), (9, 2), (2, 4), (6, 5), (8, 6), (2, 7)] {
      #expect(SheetPixels.pixel(image, x, y) == Self.white)
    }
  }

  @Test(arguments: [
    (1, 1, 1), (3, 2, 2), (9, 3, 3), (10, 4, 3), (64, 8, 8), (100, 10, 10),
  ])
  func withoutColumnsASheetIsAboutSquare(count: Int, columns: Int, rows: Int) {
    let picture = SheetPixels.plain(1, 2, 3)
    var sheet = ContactSheet(Array(repeating: picture, count: count), enlargement: 1)
    (sheet.gap, sheet.margin) = (0, 0)
    #expect(sheet.size == Size(width: 4 * columns, height: 4 * rows))
  }

  @Test(arguments: [(64, 128), (32, 128), (50, 100), (100, 100), (256, 256)])
  func smallPicturesAreEnlargedByWholeFactors(side: Int, shown: Int) {
    var sheet = ContactSheet([SheetPixels.plain(1, 2, 3, side: side)])
    sheet.margin = 0
    #expect(sheet.size == Size(width: shown, height: shown))
  }

  @Test func anEnlargedPixelIsASquareOfOneColour() {
    var sheet = ContactSheet(Self.pictures(1), enlargement: 3)
    sheet.margin = 0
    let image = sheet.image()
    for y in 0..<6 {
      for x in 0..<9 {
        let first = UInt8((y / 3 * 3 + x / 3) * 3)
        #expect(SheetPixels.pixel(image, x, y) == [first, first + 1, first + 2])
      }
    }
  }

  @Test func transparencyShowsTheBackgroundOrStays() {
    let picture = Image(width: 1, height: 1, channels: .rgba, filledWith: [100, 0, 200, 128])
    var sheet = ContactSheet([picture, picture], columns: 2, enlargement: 1)
    (sheet.gap, sheet.margin) = (1, 0)
    let (red, blue): (UInt8, UInt8) = (177, 227)
    #expect(SheetPixels.pixel(sheet.image(), 0, 0) == [red, 127, blue])
    sheet.background = nil
    let image = sheet.image()
    #expect(image.channels == .rgba)
    #expect(SheetPixels.pixel(image, 2, 0) == [100, 0, 200, 128])
    #expect(SheetPixels.pixel(image, 1, 0)[3] == 0)
    sheet.captions = ["ab", "cd"]
    sheet.enlargement = 20
    let labelled = sheet.image()
    let alphas = (20..<34).flatMap { y in (0..<20).map { SheetPixels.pixel(labelled, $0, y) } }
    #expect(alphas.contains { $0[3] > 200 } && alphas.allSatisfy { $0[0] == 128 })
  }

  @Test func grayAndDeepPicturesBecomeColours() {
    let gray = Image(width: 1, height: 1, channels: .gray, samples: [257 * 9] as [UInt16])
    let color = Image(width: 1, height: 1, channels: .rgb, filledWith: [1, 2, 3])
    var sheet = ContactSheet([gray, nil, color], columns: 3, enlargement: 1)
    (sheet.gap, sheet.margin) = (0, 0)
    let image = sheet.image()
    #expect(image.samples == .uint8([9, 9, 9, 255, 255, 255, 1, 2, 3]))
  }

  @Test func labelsStandBesideTheirRowsAndColumns() {
    let pictures = Array(repeating: SheetPixels.plain(255, 255, 255, side: 30), count: 4)
    var sheet = ContactSheet(pictures, columns: 2, enlargement: 1)
    (sheet.gap, sheet.margin) = (0, 0)
    func inked(_ image: Image, _ x: Range<Int>, _ y: Range<Int>) -> Int {
      SheetPixels.inked(image, x: x, y: y, background: Self.white)
    }
    sheet.columnLabels = ["", "II"]
    let columns = sheet.image()
    #expect(columns.size == Size(width: 60, height: 74))
    #expect(inked(columns, 0..<30, 0..<14) == 0)
    #expect(inked(columns, 40..<50, 0..<14) > 10 && inked(columns, 0..<60, 14..<74) == 0)

    sheet.columnLabels = []
    sheet.rowLabels = ["", "row"]
    let rows = sheet.image()
    let side = rows.width - 60
    #expect(side > 10 && rows.height == 60)
    #expect(inked(rows, 0..<side, 0..<30) == 0)
    #expect(inked(rows, 0..<side, 40..<50) > 10 && inked(rows, side..<rows.width, 0..<60) == 0)

    sheet.rowLabels = []
    sheet.captions = ["", "", "a far too long caption", ""]
    let captions = sheet.image()
    #expect(captions.size == Size(width: 60, height: 88))
    #expect(inked(captions, 0..<60, 0..<74) == 0 && inked(captions, 30..<60, 0..<88) == 0)
    #expect(inked(captions, 0..<30, 74..<88) > 10)
  }

  @Test(arguments: [1, 3])
  func whatASheetDrewIsCutOutOfIt(enlargement: Int) throws {
    let pictures = Self.pictures(5)
    let sheet = ContactSheet(
      pictures, columns: 2, rowLabels: ["a", "b", "c"], columnLabels: ["d", "e"],
      captions: ["1", "2", "3", "4", "5"], enlargement: enlargement)
    #expect(try #require(sheet.tiles(cutFrom: sheet.image())) == pictures)
    #expect(sheet.tiles(cutFrom: pictures[0]) == nil)
  }

  @Test func misuseStops() async {
    await #expect(processExitsWith: .failure) {
      _ = ContactSheet([SheetPixels.plain(0, 0, 0), SheetPixels.plain(0, 0, 0, side: 5)]).image()
    }
    await #expect(processExitsWith: .failure) { _ = ContactSheet([nil]).size }
    await #expect(processExitsWith: .failure) {
      _ = ContactSheet([SheetPixels.plain(0, 0, 0)], rowLabels: ["a", "b"]).image()
    }
  }
}
