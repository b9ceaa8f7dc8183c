import Oko
import OkoTensors
import Testing

@Suite struct IntensityChangeTests {
  /// Samples 0, 51, 102, 153, 204, 255, as often as each other.
  private static let pixels: [UInt8] = (0..<6).map { $0 * 51 }

  private static func values(
    _ normalization: PictureNormalization = .unit,
    _ scaling: PictureNormalization.Scaling = .init(), _ change: (inout IntensityChange) -> Void
  ) -> [Float] {
    var intensity = IntensityChange()
    change(&intensity)
    let table = IntensityTable(
      intensity, pixels: pixels, normalization: normalization, scaling: scaling)
    return pixels.map { table.values[Int($0)] }
  }

  private static func expect(_ values: [Float], _ expected: [Float]) {
    for (value, other) in zip(values, expected) {
      #expect(abs(value - other) < 1e-5, "\(values), \(expected)")
    }
  }

  private static let moved: PictureNormalization.Scaling = {
    var scaling = PictureNormalization.Scaling()
    (scaling.offset, scaling.factor) = (-0.5, 4)
    return scaling
  }()

  @Test func withoutAChangeSamplesAreNormalised() {
    Self.expect(Self.values { _ in }, [0, 0.2, 0.4, 0.6, 0.8, 1])
    let values = Self.values(.standardized, Self.moved) { _ in }
    Self.expect(values, [-2, -1.2, -0.4, 0.4, 1.2, 2])
  }

  @Test func brightnessMultipliesAndStaysInRange() {
    Self.expect(Self.values { $0.brightness = 1.5 }, [0, 0.3, 0.6, 0.9, 1, 1])
    let values = Self.values(.standardized, Self.moved) { $0.brightness = 1.5 }
    Self.expect(values, [-3, -1.8, -0.6, 0.6, 1.8, 3])
  }

  @Test func contrastActsAboutTheMean() {
    Self.expect(Self.values { $0.contrast = 0.5 }, [0.25, 0.35, 0.45, 0.55, 0.65, 0.75])
    Self.expect(Self.values { $0.contrast = 2 }, [0, 0, 0.3, 0.7, 1, 1])
  }

  @Test func gammaActsOnBothEnds() {
    Self.expect(Self.values { $0.gamma = 2 }, [0, 0.04, 0.16, 0.36, 0.64, 1])
    Self.expect(Self.values { $0.invertedGamma = 2 }, [0, 0.36, 0.64, 0.84, 0.96, 1])
  }

  @Test func gammaKeepsMeanAndDeviationOfWhatIsStandardized() {
    let values = Self.values(.standardized, Self.moved) { $0.gamma = 2 }
    let mean = values.reduce(0, +) / 6
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
    #expect(abs(mean) < 1e-5)
    // (4 + 1.44 + 0.16) / 3 without gamma.
    #expect(abs(variance - 5.6 / 3) < 1e-4)
    #expect(values[3] < 0.2)
  }

  @Test func inversionExchangesBrightAndDark() {
    Self.expect(Self.values { $0.inverts = true }, [1, 0.8, 0.6, 0.4, 0.2, 0])
    let values = Self.values(.standardized, Self.moved) { $0.inverts = true }
    Self.expect(values, [2, 1.2, 0.4, -0.4, -1.2, -2])
  }

  @Test func changesComeAsOftenAsAskedFor() {
    let options = SegmentationAugmentation.microscopy
    var random = RandomSource(seed: 1)
    let changes = (0..<4000).map { _ in IntensityChange(options, using: &random) }
    func share(_ isChanged: (IntensityChange) -> Bool) -> Float {
      Float(changes.filter(isChanged).count) / 4000
    }
    #expect(abs(share { $0.gamma != nil } - options.gamma.share) < 0.03)
    #expect(abs(share { $0.blur != nil } - options.blur.share) < 0.03)
    #expect(abs(share { $0.noise != nil } - options.noise.share) < 0.03)
    #expect(abs(share { $0.inverts } - options.inversion) < 0.02)
    #expect(changes.compactMap(\.gamma).allSatisfy(options.gamma.amount.contains))
    let none = IntensityChange(.none, using: &random)
    #expect(none == IntensityChange())
  }
}
