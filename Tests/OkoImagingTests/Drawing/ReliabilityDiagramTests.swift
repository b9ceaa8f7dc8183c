import OkoImaging
import Testing

@Suite struct ReliabilityDiagramTests {
  private static func bins(_ accuracy: Double) -> [ReliabilityDiagram.Bin] {
    (0..<10).map { bin in
      .init(count: 10 + bin * 20, accuracy: accuracy, confidence: (Double(bin) + 0.5) / 10)
    }
  }

  /// How many pixels are clearly more red than blue, and the other way round.
  private func tints(_ image: Image) -> (red: Int, blue: Int) {
    guard case .uint8(let samples) = image.samples else { return (0, 0) }
    var (red, blue) = (0, 0)
    for pixel in stride(from: 0, to: samples.count, by: 3) {
      if Int(samples[pixel]) > Int(samples[pixel + 2]) + 60 { red += 1 }
      if Int(samples[pixel + 2]) > Int(samples[pixel]) + 40 { blue += 1 }
    }
    return (red, blue)
  }

  @Test func overconfidenceIsRed() {
    let none = tints(ReliabilityDiagram(bins: Self.bins(0)).image())
    let all = tints(ReliabilityDiagram(bins: Self.bins(1)).image())
    #expect(all.red == 0 && all.blue > 10_000)
    #expect(none.red > 10_000 && none.blue < all.blue / 2)
  }

  @Test func aBarEndsAtItsAccuracy() {
    func height(_ accuracy: Double) -> Int {
      let bins = [ReliabilityDiagram.Bin(count: 1, accuracy: accuracy, confidence: accuracy)]
      return tints(ReliabilityDiagram(bins: bins).image()).blue
    }
    // The strip below is the same, so the difference grows with the accuracy alone.
    let (quarter, half, whole) = (height(0.25), height(0.5), height(1))
    #expect(abs(Double(whole - half) / Double(half - quarter) - 2) < 0.05)
  }

  @Test func diagramsStandSideBySide() {
    let diagram = ReliabilityDiagram(title: "Before", bins: Self.bins(0.5))
    let sheet = ReliabilityDiagram.image(of: [diagram, diagram])
    #expect(sheet.width == 2 * diagram.size.width && sheet.height == diagram.size.height)
    #expect(ReliabilityDiagram.image(of: []).size == Size(width: 1, height: 1))
  }

  @Test(arguments: [(1, 1), (40, 700), (700, 40), (300, 200)])
  func noBinsTrap(width: Int, height: Int) {
    let hostile: [[ReliabilityDiagram.Bin]] = [
      [], [.init(count: 0, accuracy: .nan, confidence: .nan)],
      [
        .init(count: -3, accuracy: 2, confidence: -1),
        .init(count: 1, accuracy: -1, confidence: 9),
      ],
      [.init(count: 5, accuracy: .nan, confidence: .infinity)],
    ]
    for bins in hostile {
      let size = Size(width: width, height: height)
      #expect(ReliabilityDiagram(title: "A title", bins: bins, size: size).image().size == size)
    }
  }
}
