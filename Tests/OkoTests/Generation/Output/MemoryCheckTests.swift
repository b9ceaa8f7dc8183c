import Oko
import Testing

@Suite struct MemoryCheckTests {
  private let folder: DatasetFolderFixture

  init() throws { folder = try DatasetFolderFixture() }

  private func check(_ pictures: [Image]) throws -> MemoryCheck {
    for (number, picture) in pictures.enumerated() {
      try folder.write(PNGEncoder.encode(picture), to: "\(number).png")
    }
    let collection = try PictureCollection.checked(folder: folder.path, skipsBad: false)
    return try MemoryCheck(collection, for: ToyGenerator.generator())
  }

  @Test func anExactCopyLiesAtNoDistance() throws {
    let pictures = (1...5).map { ToyGenerator.noise($0) }
    let found = try check(pictures).neighbors(of: [pictures[3], pictures[0]], count: 2)
    #expect(found.map { $0[0].distance } == [0, 0])
    #expect(found.map { $0[0].image } == [pictures[3], pictures[0]])
    #expect(found.allSatisfy { $0.count == 2 && $0[1].distance > 0.1 })
  }

  @Test func theDistanceIsTheRootOfTheMeanSquaredDifference() throws {
    func plain(_ shade: UInt8) -> Image { SheetPixels.plain(shade, shade, shade, side: 32) }
    let found = try check([plain(0), plain(102), plain(255)]).neighbors(of: [plain(51)], count: 9)
    #expect(found[0].map { ($0.distance * 1000).rounded() } == [200, 200, 800])
    #expect(found[0].map(\.image) == [plain(0), plain(102), plain(255)])
  }

  @Test func picturesOfOtherSizesAreSeenAsTheGeneratorSawThem() throws {
    // The middle square of a wide picture at twice the size is what the generator learned from.
    let own = SheetPixels.plain(200, 100, 0, side: 32)
    var wide = Image(width: 100, height: 64, channels: .rgb, filledWith: [0, 0, 0])
    wide.paste(SheetPixels.plain(200, 100, 0, side: 64), x: 18, y: 0)
    let found = try check([ToyGenerator.noise(1), wide]).neighbors(of: [own], count: 1)
    #expect(found[0][0].distance < 1e-6 && found[0][0].image == own)
  }
}
