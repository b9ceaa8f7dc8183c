import Oko
import OkoImaging
import Testing

@Suite struct PictureCacheTests {
  private static func write(
    _ image: Image, to name: String, in folder: DatasetFolderFixture
  ) throws -> String {
    try folder.write(try PNGEncoder.encode(image), to: name)
    return folder.path + "/" + name
  }

  @Test func noMoreBytesAreKeptThanAllowed() throws {
    let folder = try DatasetFolderFixture()
    let paths = try (0..<6).map { index in
      try Self.write(
        Image(width: 40, height: 40, channels: .rgb, filledWith: [UInt8(index), 0, 0]),
        to: "\(index).png", in: folder)
    }
    // 40², 20² and 10² pixels of three bytes.
    let each = (1600 + 400 + 100) * 3
    let cache = PictureCache(side: 64, budget: each * 4 + 1)
    for _ in 0..<2 {
      for (index, path) in paths.enumerated() {
        let picture = try cache.picture(at: path)
        #expect(
          picture.levels[0]
            == Image(width: 40, height: 40, channels: .rgb, filledWith: [UInt8(index), 0, 0]))
      }
    }
    #expect(cache.count == 4)
    #expect(cache.byteCount == each * 4)
    #expect(PictureCache(side: 64, budget: .max).budget < 1 << 44)
    #expect(PictureCache(side: 64, budget: -1).budget == 0)
  }

  @Test func pixelsAreTheSameKeptOrNot() throws {
    let folder = try DatasetFolderFixture()
    let shapes = SyntheticShapes(size: Size(width: 90, height: 70), seed: 2)
    let path = try Self.write(shapes.picture(0).image, to: "a.png", in: folder)
    let (keeping, forgetting) = (PictureCache(side: 50), PictureCache(side: 50, budget: 0))
    let first = try keeping.picture(at: path)
    let again = try keeping.picture(at: path)
    let other = try forgetting.picture(at: path)
    #expect(first.levels == again.levels && first.levels == other.levels)
    #expect(first.levels[0].size == Size(width: 50, height: 39))
    #expect(first.originalSize == Size(width: 90, height: 70))
    #expect(keeping.count == 1 && forgetting.count == 0)
  }

  @Test func aLargeJPEGIsDecodedAtItsScale() throws {
    let folder = try DatasetFolderFixture()
    let image = Image(width: 640, height: 480, channels: .rgb, filledWith: [90, 140, 200])
    try folder.write(try JPEGEncoder.encode(image), to: "a.jpg")
    let picture = try PictureCache(side: 320).picture(at: folder.path + "/a.jpg")
    #expect(picture.levels.map(\.width) == [320, 160, 80, 40, 20])
    #expect(picture.levels[0].height == 240)
    #expect(picture.originalSize == Size(width: 640, height: 480))
  }

  @Test func grayDeepAndTransparentPicturesBecomeRGB() throws {
    let folder = try DatasetFolderFixture()
    let cache = PictureCache(side: 32)
    let deep = try Self.write(
      Image(width: 2, height: 1, channels: .gray, samples: [0, 51400] as [UInt16]),
      to: "deep.png", in: folder)
    #expect(try cache.picture(at: deep).levels[0].samples == .uint8([0, 0, 0, 200, 200, 200]))
    let gray = try Self.write(
      Image(width: 2, height: 1, channels: .gray, samples: [9, 250] as [UInt8]), to: "gray.png",
      in: folder)
    #expect(try cache.picture(at: gray).levels[0].samples == .uint8([9, 9, 9, 250, 250, 250]))
    let clear = try Self.write(
      Image(width: 2, height: 1, channels: .rgba, samples: [1, 2, 3, 0, 1, 2, 3, 255] as [UInt8]),
      to: "clear.png", in: folder)
    #expect(try cache.picture(at: clear).levels[0].samples == .uint8([114, 114, 114, 1, 2, 3]))
  }

  @Test func aBrokenFileIsNamed() throws {
    let folder = try DatasetFolderFixture()
    try folder.write("<html>", to: "page.jpg")
    let error = #expect(throws: ImageError.self) {
      try PictureCache(side: 32).picture(at: folder.path + "/page.jpg")
    }
    #expect(error?.path == folder.path + "/page.jpg")
    #expect(error?.code == .notAnImage)
  }
}
