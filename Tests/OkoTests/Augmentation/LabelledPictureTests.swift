import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct LabelledPictureTests {
  private static let size = Size(width: 40, height: 30)

  private static func samples(_ picture: LabelledPicture) -> [Float] {
    guard case .uint8(let samples) = picture.pyramid.levels[0].samples else { return [] }
    return samples.map {
      (Float($0) / 255 + picture.scaling.offset) * picture.scaling.factor
    }
  }

  @Test(arguments: PictureNormalization.allCases)
  func aDarkPictureOfSixteenBitsKeepsItsShades(normalization: PictureNormalization) {
    // 1200 shades of 65,536: three of 8 bits.
    let deep = (0..<1200).map { UInt16($0 / 2 + 300) }
    let image = Image(width: 40, height: 30, channels: .gray, samples: deep)
    let picture = LabelledPicture(
      image, labels: LabelMap(size: Self.size, filledWith: 0), instances: nil,
      normalization: normalization)
    let scaling = normalization.scaling(of: image)
    let expected = deep.map { (Float($0) / 65535 + scaling.offset) * scaling.factor }
    let values = stride(from: 0, to: 3600, by: 3).map { Self.samples(picture)[$0] }
    #expect(Set(values).count == 256)
    let step = (expected[1199] - expected[0]) / 255
    for (value, other) in zip(values, expected) { #expect(abs(value - other) < 0.51 * step) }
    #expect(picture.isGray)
  }

  @Test func aHotPixelLeavesTheOthersTheirShades() {
    var deep = (0..<1200).map { UInt16($0 % 100 + 100) }
    deep[7] = 60_000
    let picture = LabelledPicture(
      Image(width: 40, height: 30, channels: .gray, samples: deep),
      labels: LabelMap(size: Self.size, filledWith: 0), instances: nil,
      normalization: .standardized)
    // Cut off at the mean plus eight deviations of 1728; over the whole range the others would be one.
    #expect(Set(Self.samples(picture)).count > 2)
    let top = Self.samples(picture).max() ?? 0
    #expect(abs(top - 8) < 0.1, "\(top)")
  }

  @Test(arguments: PictureNormalization.allCases)
  func eightBitsAreKept(normalization: PictureNormalization) {
    let (image, labels, instances) = LabelledPictureFixture.parts(Self.size, side: 7)
    let picture = LabelledPicture(
      image, labels: labels, instances: instances, normalization: normalization)
    #expect(picture.pyramid.levels[0] == image)
    #expect(picture.scaling == normalization.scaling(of: image))
    #expect(!picture.isGray)
    #expect(picture.byteCount > 40 * 30 * 8)
  }

  @Test func everyPixelOfAClassIsAsLikely() {
    let labels = LabelMap(
      size: Size(width: 3, height: 3), labels: [0, 5, 255, 5, 0, 0, 5, 9, 255])
    let places = ClassPlaces(labels)
    #expect(places.classes == [0, 5, 9])
    #expect(places.foreground == [5, 9])
    var random = RandomSource(seed: 1)
    var counts: [Int: Int] = [:]
    for _ in 0..<3000 {
      guard let (x, y) = places.pixel(of: 5, in: labels, using: &random) else { continue }
      counts[y * 3 + x, default: 0] += 1
    }
    #expect(Set(counts.keys) == [1, 3, 6])
    #expect(counts.values.allSatisfy { (900...1100).contains($0) })
    #expect(places.pixel(of: 9, in: labels, using: &random)?.y == 2)
    #expect(places.pixel(of: 1, in: labels, using: &random) == nil)
  }
}
