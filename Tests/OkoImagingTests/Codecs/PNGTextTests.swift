import OkoImaging
import Testing

@Suite("Texts in PNG")
struct PNGTextTests {
  static let picture = Image(width: 3, height: 2, channels: .gray, filledWith: [7])
  static let texts = [
    PNGText("Software", "oko"), PNGText("Title", "Ünïted\nlines £"), PNGText("Comment", "око 👁"),
    PNGText("Clé", ""), PNGText("seed", "18446744073709551615"), PNGText("seed", "tab\there"),
  ]

  func failure(_ bytes: [UInt8]) -> ImageError? {
    do {
      _ = try PNGText.read(from: bytes)
      return nil
    } catch {
      return error
    }
  }

  /// The picture with one more chunk before its pixels.
  func png(with chunk: PNGChunks.Chunk) throws -> [UInt8] {
    var chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture))
    chunks.insert(chunk, at: 1)
    return PNGChunks.join(chunks)
  }

  @Test("What was written is read, and the pixels are the same")
  func roundTrip() throws {
    let bytes = try PNGEncoder.encode(Self.picture, text: Self.texts)
    #expect(try PNGText.read(from: bytes) == Self.texts)
    #expect(try ImageDecoder.decode(bytes).image == Self.picture)
    #expect(try PNGText.read(from: PNGEncoder.encode(Self.picture)).isEmpty)
  }

  @Test("Latin-1 is written as tEXt, and what it lacks as iTXt")
  func kinds() throws {
    let chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture, text: Self.texts))
    #expect(
      chunks.map(\.type)
        == ["IHDR", "tEXt", "tEXt", "iTXt", "tEXt", "tEXt", "iTXt", "IDAT", "IEND"])
    #expect(
      chunks[2].data
        == Array("Title\0".utf8) + [0xdc, 0x6e, 0xef] + Array("ted\nlines ".utf8) + [0xa3])
    #expect(chunks[4].data == Array("Cl".utf8) + [0xe9, 0])
  }

  @Test(
    "Keywords that PNG forbids are refused",
    arguments: [
      "", " a", "a ", "a  b", "a\nb", "a\0", "a\u{a0}b", "\u{7f}", "Ключ",
      String(repeating: "k", count: 80),
    ])
  func keywords(keyword: String) {
    let error = #expect(throws: ImageError.self) {
      try PNGEncoder.encode(Self.picture, text: [PNGText(keyword, "x")])
    }
    #expect(error?.code == .cannotEncode)
  }

  @Test("The longest keyword passes")
  func longest() throws {
    let text = PNGText(String(repeating: "ÿ", count: 79), "x")
    #expect(try PNGText.read(from: PNGEncoder.encode(Self.picture, text: [text])) == [text])
  }

  @Test("Compressed texts are skipped, languages and texts behind the pixels are no obstacle")
  func foreign() throws {
    var chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture))
    chunks.insert(.init(type: "zTXt", data: Array("a\0\0garbage".utf8)), at: 1)
    chunks.insert(.init(type: "iTXt", data: Array("b\0\u{1}\0\0\0garbage".utf8)), at: 2)
    chunks.insert(.init(type: "iTXt", data: Array("c\0\0\0ru\0ц\0да".utf8)), at: 4)
    let bytes = PNGChunks.join(chunks) + [1, 2, 3]
    #expect(try PNGText.read(from: bytes) == [PNGText("c", "да")])
  }

  @Test(
    "A chunk that breaks the rules is damaged, at its byte",
    arguments: [
      ("tEXt", Array("no end".utf8)), ("tEXt", [0, 0x41]), ("tEXt", []),
      ("tEXt", [UInt8](repeating: 0x6b, count: 80) + [0]), ("iTXt", Array("a\0".utf8)),
      ("iTXt", Array("a\0\u{2}\0\0\0x".utf8)), ("iTXt", Array("a\0\0\0en".utf8)),
      ("iTXt", Array("a\0\0\0\0\0".utf8) + [0xff]), ("tE1t", Array("a\0".utf8)),
    ] as [(String, [UInt8])])
  func broken(type: String, data: [UInt8]) throws {
    let error = try #require(failure(png(with: .init(type: type, data: data))))
    #expect(error.code == .damaged)
    #expect(error.byteOffset == 33)
  }

  @Test("Other formats are refused by name")
  func otherFormats() throws {
    #expect(failure([])?.code == .notAnImage)
    #expect(failure(try JPEGEncoder.encode(Self.picture))?.code == .unsupportedFormat)
    var chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture))
    chunks.swapAt(0, 1)
    #expect(failure(PNGChunks.join(chunks))?.code == .damaged)
  }

  @Test("Too many texts, or too much of them, are refused")
  func limits() throws {
    let many = (0..<1000).map { PNGText("n", "\($0)") }
    #expect(try PNGText.read(from: PNGEncoder.encode(Self.picture, text: many)).count == 1000)
    let more = try PNGEncoder.encode(Self.picture, text: many + [PNGText("n", "")])
    #expect(failure(more)?.code == .tooLarge)
    let long = try png(
      with: .init(type: "tEXt", data: [0x61, 0] + [UInt8](repeating: 0x62, count: 16 << 20)))
    #expect(failure(long)?.code == .tooLarge)
  }

  @Test("A PNG cut anywhere is damaged")
  func cut() throws {
    let bytes = try PNGEncoder.encode(Self.picture, text: Self.texts)
    for count in 8..<bytes.count {
      let error = try #require(failure(Array(bytes[..<count])))
      #expect(error.code == .damaged)
      #expect((error.byteOffset ?? 0) <= count)
    }
  }

  @Test("A flipped bit anywhere is seen")
  func flippedBits() throws {
    let bytes = try PNGEncoder.encode(Self.picture, text: Self.texts)
    for bit in 0..<(bytes.count * 8) {
      var bytes = bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(failure(bytes) != nil)
    }
  }

  @Test("Whatever lies in a chunk, nothing traps, and what can be written again is the same")
  func randomChunks() throws {
    let chunks = PNGChunks.split(try PNGEncoder.encode(Self.picture, text: Self.texts))
    var state: UInt64 = 7
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return Int(state >> 33) % count
    }
    var (readCount, refusedCount) = (0, 0)
    for _ in 0..<3000 {
      var chunks = chunks
      for _ in 0..<3 {
        let index = 1 + draw(6)
        if draw(8) == 0 { chunks[index].data.removeLast(min(draw(8), chunks[index].data.count)) }
        guard !chunks[index].data.isEmpty else { continue }
        let place = draw(chunks[index].data.count)
        chunks[index].data[place] = draw(3) == 0 ? 0 : UInt8(draw(256))
      }
      guard let texts = try? PNGText.read(from: PNGChunks.join(chunks)) else {
        refusedCount += 1
        continue
      }
      readCount += 1
      guard let again = try? PNGEncoder.encode(Self.picture, text: texts) else { continue }
      #expect(try PNGText.read(from: again) == texts)
    }
    #expect(readCount > 100 && refusedCount > 100)
  }
}
