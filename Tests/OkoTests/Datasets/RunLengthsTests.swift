import Oko
import OkoImaging
import Testing

@Suite struct RunLengthsTests {
  /// A ring with an off-centre hole, 80 × 60.
  private static let ring = (0..<4800).map { place -> UInt8 in
    let (x, y) = (place % 80, place / 80)
    let outer = (x - 40) * (x - 40) + (y - 30) * (y - 30) < 400
    let inner = (x - 35) * (x - 35) + (y - 33) * (y - 33) < 30
    return outer && !inner ? 1 : 0
  }
  private static let size = Size(width: 80, height: 60)

  // pycocotools 2.0: mask.encode(numpy.asfortranarray(m))["counts"].
  private static let ringText =
    "TX1=]14L4M2M4M2N2O0O2NA[OJd05^OJa06AJ>5DJ;7EJ:6FJ:6FJ:6FJ:7DJ<7BJ>7@J`0i000000000001N101N101N2N"
    + "101N2N3L3N3L4LjT1"

  @Test func theTextIsThatOfPycocotools() {
    let small: [UInt8] = [0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1]
    let runs = RunLengths.runs(of: small, width: 4, in: Size(width: 4, height: 3))
    #expect(runs == [1, 1, 1, 4, 1, 1, 2, 1])
    #expect(RunLengths.text(of: runs) == "11130M10")
    #expect(
      RunLengths.text(of: RunLengths.runs(of: Self.ring, width: 80, in: Self.size))
        == Self.ringText)
    let size = Size(width: 2, height: 3)
    #expect(RunLengths.runs(of: [1, 1, 1, 1, 1, 1], width: 2, in: size) == [0, 6])
    #expect(RunLengths.runs(of: [0, 0, 0, 0, 0, 0], width: 2, in: size) == [6])
  }

  @Test func aMaskComesBackFromItsText() throws {
    let runs = try #require(RunLengths.runs(in: Self.ringText))
    #expect(RunLengths.mask(of: runs, size: Self.size) == Self.ring)
  }

  @Test(arguments: [(0, 0), (3, 2), (6, 0), (0, 5), (6, 5)])
  func aPartOfAPictureHasTheRunsOfTheWhole(x: Int, y: Int) {
    let size = Size(width: 10, height: 9)
    var random = RandomSource(seed: 1, stream: "\(x) \(y)")
    for fill in [0.5, 0.9, 1] as [Float] {
      let part = (0..<16).map { _ in UInt8(random.uniform() < fill ? 1 : 0) }
      var whole = [UInt8](repeating: 0, count: 90)
      for place in 0..<16 { whole[(y + place / 4) * 10 + x + place % 4] = part[place] }
      #expect(
        RunLengths.runs(of: part, width: 4, x: x, y: y, in: size)
          == RunLengths.runs(of: whole, width: 10, in: size))
    }
  }

  @Test func whatIsNoTextOrNoMaskIsRefused() {
    for text in ["a", "1\u{7F}", String(repeating: "o", count: 40), "\u{20}"] {
      #expect(RunLengths.runs(in: text) == nil)
    }
    let size = Size(width: 2, height: 3)
    for runs in [[7], [5], [1, -1, 6], [.max, 1], [2, .max]] {
      #expect(RunLengths.mask(of: runs, size: size) == nil)
    }
  }
}
