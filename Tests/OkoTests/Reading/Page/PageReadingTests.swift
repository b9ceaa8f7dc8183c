import Oko
import OkoImaging
import Testing

@Suite struct PageReadingTests {
  private let result = PageReadingResult(
    size: Size(width: 200, height: 100),
    rows: [
      [
        PageLine(
          box: Box(x: 10, y: 10, width: 50, height: 20), text: "TOTAL", confidence: 0.5,
          detection: 0.75,
          characters: [
            ReadCharacter(
              character: "T", confidence: 0.25, box: Box(x: 8, y: 9, width: 12.5, height: 22))
          ]),
        PageLine(
          box: Box(x: 120, y: 10, width: 40, height: 20), text: "1.20", confidence: 0.25,
          detection: 0.5),
      ],
      [
        PageLine(
          box: Box(x: 10, y: 50, width: 50, height: 20), text: "", confidence: 1, detection: 1)
      ],
    ])

  @Test func piecesOfARowAreJoinedAndEmptyRowsLeftOut() {
    #expect(result.text == "TOTAL 1.20")
  }

  @Test func theJSONHoldsEveryLineWithItsRowAndBox() {
    let json = result.json(image: "a.png")
    #expect(json["text"]?.string == "TOTAL 1.20")
    #expect(json["lines"]?[1]?["row"]?.int == 0)
    #expect(json["lines"]?[1]?["bbox"]?[0]?.int == 120)
    #expect(json["lines"]?[2]?["row"]?.int == 1)
    #expect(json["lines"]?[0]?["confidence"]?.double == 0.5)
    #expect(json["width"]?.int == 200)
    let character = json["lines"]?[0]?["characters"]?[0]
    #expect(character?["character"]?.string == "T" && character?["confidence"]?.double == 0.25)
    #expect(character?["bbox"]?.array?.compactMap(\.double) == [8, 9, 12.5, 22])
  }

  @Test func theAnnotatedPageHasTheTextBesideIt() {
    let page = Image(width: 200, height: 100, channels: .gray, filledWith: [128])
    let image = page.annotated(with: result)
    #expect(image.size == Size(width: 400, height: 100))
    guard case .uint8(let samples) = image.samples else { return }
    func gray(_ x: Int, _ y: Int) -> UInt8 { samples[(y * 400 + x) * 3] }
    #expect(gray(100, 90) == 128)
    #expect(gray(300, 90) == 255)
    let inked = (210..<260).contains { x in (10..<30).contains { gray(x, $0) < 100 } }
    #expect(inked)
  }
}
