import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct PatchWarpTests {
  private static let patch = Size(width: 72, height: 56)

  /// Everything that moves pixels, and often.
  private static let moving: SegmentationAugmentation = {
    var options = SegmentationAugmentation.microscopy
    (options.rotation.share, options.elastic.share, options.elasticSpacing) = (0.7, 0.7, 24)
    options.rotation.amount = 0...180
    return options
  }()

  /// Whether all labels within `reach` of the pixel are those of the pixel.
  private static func isInside(_ labels: [UInt8], _ x: Int, _ y: Int, reach: Int) -> Bool {
    guard (reach..<(patch.width - reach)).contains(x), (reach..<(patch.height - reach)).contains(y)
    else { return false }
    return (-reach...reach).allSatisfy { down in
      (-reach...reach).allSatisfy { across in
        labels[(y + down) * patch.width + x + across] == labels[y * patch.width + x]
      }
    }
  }

  @Test(arguments: [0.25...0.5, 0.5...1, 1...1, 1...3] as [ClosedRange<Float>])
  func labelsStayUnderTheirColours(scale: ClosedRange<Float>) {
    let picture = LabelledPictureFixture.squares(Size(width: 333, height: 290), side: 37)
    var options = Self.moving
    options.scale = scale
    var (compared, ignored) = (0, 0)
    for seed in 0..<24 {
      var random = RandomSource(seed: UInt64(seed))
      let map = options.placement(Self.patch, on: picture.size, focus: nil, using: &random)
      let cut = PatchWarp.cut(map, from: picture)
      // Bilinear reading blends over a pixel of its level, which may be two of the patch.
      for y in 0..<Self.patch.height {
        for x in 0..<Self.patch.width where Self.isInside(cut.labels, x, y, reach: 3) {
          let place = y * Self.patch.width + x
          guard cut.labels[place] != LabelMap.ignored else {
            ignored += 1
            #expect(cut.ids[place] == InstanceTargets.unknown)
            continue
          }
          let color = LabelledPictureFixture.colors[Int(cut.labels[place])]
          let same = Array(cut.pixels[(3 * place)..<(3 * place + 3)]) == color
          if !same { Issue.record("seed \(seed), \(x), \(y)") }
          #expect((cut.ids[place] == 0) == (cut.labels[place] == 0))
          compared += 1
        }
      }
    }
    #expect(compared > 2000, "\(compared)")
    if scale.upperBound <= 0.5 { #expect(ignored > 0) }
  }

  @Test func withoutChangesAPatchIsAPartOfThePicture() {
    let size = Size(width: 100, height: 90)
    let (image, labels, instances) = LabelledPictureFixture.parts(size, side: 9)
    let picture = LabelledPicture(
      image, labels: labels, instances: instances, normalization: .unit)
    var places: Set<[Int]> = []
    for seed in 0..<10 {
      var random = RandomSource(seed: UInt64(seed))
      let map = SegmentationAugmentation.none.placement(
        Self.patch, on: size, focus: nil, using: &random)
      let (x, y) = (Int(map.back.tx), Int(map.back.ty))
      let part = image.cropped(x: x, y: y, width: Self.patch.width, height: Self.patch.height)
      let cut = PatchWarp.cut(map, from: picture)
      #expect(part.samples == .uint8(cut.pixels))
      for row in 0..<Self.patch.height {
        let source = ((y + row) * size.width + x)..<((y + row) * size.width + x + Self.patch.width)
        let target = (row * Self.patch.width)..<((row + 1) * Self.patch.width)
        #expect(labels.labels[source] == cut.labels[target])
        #expect(instances.ids[source] == cut.ids[target])
      }
      places.insert([x, y])
    }
    #expect(places.count > 5)
  }

  @Test func aSmallPictureIsMirroredAndIgnoredAroundIt() {
    let image = Image(
      width: 2, height: 1, channels: .rgb, samples: [10, 20, 30, 200, 210, 220] as [UInt8])
    let size = Size(width: 2, height: 1)
    let picture = LabelledPicture(
      image, labels: LabelMap(size: size, labels: [3, 4]), instances: nil, normalization: .unit)
    let map = PatchMap(size: Size(width: 8, height: 3), back: .translation(-3, -1))
    let cut = PatchWarp.cut(map, from: picture)
    let (a, b) = ([10, 20, 30] as [UInt8], [200, 210, 220] as [UInt8])
    let row = [b, b, a, a, b, b, a, a].flatMap { $0 }
    #expect(cut.pixels == row + row + row)
    let (void, inside) = ([UInt8](repeating: 255, count: 8), [255, 255, 255, 3, 4, 255, 255, 255])
    #expect(cut.labels == void + inside.map { UInt8($0) } + void)
    #expect(cut.ids.isEmpty)
    let filled = PatchWarp.cut(map, from: picture, fill: 7)
    let gap = [UInt8](repeating: 7, count: 24)
    #expect(filled.pixels == gap + gap[..<9] + a + b + gap[..<9] + gap)
    #expect(filled.labels == cut.labels)
  }

  @Test func quarterTurnsAndFlipsGiveAllEightOrientations() {
    let size = Size(width: 3, height: 2)
    let shades: [UInt8] = [0, 50, 100, 150, 200, 250]
    let picture = LabelledPicture(
      Image(width: 3, height: 2, channels: .gray, samples: shades),
      labels: LabelMap(size: size, labels: shades), instances: nil, normalization: .unit)
    var options = SegmentationAugmentation.none
    (options.horizontalFlip, options.verticalFlip, options.quarterTurns) = (0.5, 0.5, true)
    var seen: Set<[UInt8]> = []
    for seed in 0..<200 {
      var random = RandomSource(seed: UInt64(seed))
      let map = options.placement(Size(width: 2, height: 2), on: size, focus: nil, using: &random)
      let cut = PatchWarp.cut(map, from: picture)
      #expect(cut.labels == stride(from: 0, to: 12, by: 3).map { cut.pixels[$0] })
      seen.insert(cut.labels)
    }
    // Two places on the picture, eight ways each.
    #expect(seen.count == 16)
  }

  @Test func aPixelAskedForIsOnThePatch() {
    let picture = LabelledPictureFixture.squares(Size(width: 300, height: 200), side: 20)
    var random = RandomSource(seed: 4)
    for _ in 0..<50 {
      let focus = (x: random.index(below: 300), y: random.index(below: 200))
      let map = SegmentationAugmentation.none.placement(
        Self.patch, on: picture.size, focus: focus, using: &random)
      let (x, y) = (focus.x - Int(map.back.tx), focus.y - Int(map.back.ty))
      #expect((0..<Self.patch.width).contains(x) && (0..<Self.patch.height).contains(y))
      #expect(map.back.tx >= 0 && map.back.ty >= 0)
      #expect(map.back.tx <= 300 - 72 && map.back.ty <= 200 - 56)
      if (36..<264).contains(focus.x) { #expect(abs(x - 36) <= 1) }
    }
  }

  @Test func theStrongestBendingFoldsNowhere() {
    let size = Size(width: 90, height: 70)
    let row = (0..<(size.width * size.height)).map { UInt32($0) }
    // Instances that count the pixels say where each pixel of the patch is from.
    let picture = LabelledPicture(
      Image(width: 90, height: 70, channels: .gray, filledWith: [0]),
      labels: LabelMap(size: size, filledWith: 0), instances: InstanceMap(size: size, ids: row),
      normalization: .unit)
    var moved = 0
    for seed in 0..<10 {
      var random = RandomSource(seed: UInt64(seed))
      let field = ElasticField(size: size, spacing: 16, distance: 0.4, using: &random)
      let cut = PatchWarp.cut(PatchMap(size: size, back: .identity, elastic: field), from: picture)
      for y in 0..<size.height {
        var last = -1
        for x in 0..<size.width where cut.ids[y * size.width + x] != InstanceTargets.unknown {
          let column = Int(cut.ids[y * size.width + x]) % size.width
          #expect(column >= last)
          last = column
          moved = max(moved, abs(column - x))
        }
      }
    }
    #expect(moved >= 3, "\(moved)")
  }
}
