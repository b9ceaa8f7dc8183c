import Oko
import OkoImaging
import OkoTensors
import TestSupport
import Testing

@Suite struct SegmenterPredictionTests {
  private func tiled(_ tile: Int, overlap: Double = 0.5) -> SegmentationOptions {
    var options = SegmentationOptions()
    (options.tile, options.overlap) = (tile, overlap)
    return options
  }

  @Test(arguments: [(1, 1), (3, 50), (64, 64), (65, 31), (130, 77)])
  func everyPixelHasProbabilitiesWhateverTheSize(width: Int, height: Int) {
    let segmenter = SegmenterFixture.segmenter(separatesInstances: true)
    let picture = SegmenterFixture.picture(width: width, height: height)
    for options in [
      SegmentationOptions(), tiled(32), tiled(48, overlap: 0.3), tiled(16, overlap: 0),
    ] {
      let found = segmenter.probabilities(of: picture, options: options)
      #expect(found.shape == [height, width, 5])
      let values = found.scalars
      var worst: Float = 0
      for pixel in stride(from: 0, to: values.count, by: 5) {
        worst = max(worst, abs(values[pixel] + values[pixel + 1] + values[pixel + 2] - 1))
      }
      #expect(worst < 1e-5)
      #expect((values.min() ?? -1) >= 0 && (values.max() ?? 2) < 1.00001)
    }
  }

  @Test func labelsAreTheLikeliestClasses() {
    let segmenter = SegmenterFixture.segmenter()
    let picture = SegmenterFixture.picture(width: 90, height: 70)
    let values = segmenter.probabilities(of: picture).scalars
    let result = segmenter.segment(picture)
    let expected = (0..<6300).map { pixel -> UInt8 in
      let classes = values[(3 * pixel)..<(3 * pixel + 3)]
      return UInt8(classes.indices.reduce(3 * pixel) { classes[$1] > classes[$0] ? $1 : $0 } % 3)
    }
    let isLikeliest = result.labels.labels == expected
    #expect(isLikeliest)
    #expect(result.pixelCounts == (0..<3).map { index in expected.count { $0 == index } })
    #expect(result.pixelCounts.count { $0 > 0 } > 1)
    #expect(abs(result.shares.reduce(0, +) - 1) < 1e-9)
    #expect(result.instanceMap == nil && result.instances.isEmpty)
  }

  /// Tiles of the default side at the scales of real models.
  @Test(arguments: [[8, 12, 16, 24, 32], [8, 12, 16, 24, 32, 32]])
  func tilesAgreeWithTheWholePictureAwayFromItsBorders(widths: [Int]) {
    let segmenter = SegmenterFixture.segmenter(widths: widths)
    let picture = SegmenterFixture.picture(width: 1500, height: 1010)
    let parts = segmenter.probabilities(of: picture).scalars
    let whole = segmenter.probabilities(of: picture, options: tiled(1600)).scalars
    #expect(parts.count == whole.count)
    var worst: Float = 0
    for y in 32..<978 {
      for place in ((y * 1500 + 32) * 3)..<((y * 1500 + 1468) * 3) {
        worst = max(worst, abs(whole[place] - parts[place]))
      }
    }
    #expect(worst > 0 && worst <= 1e-3)
  }

  @Test func mirrorImagesGiveMirrorResults() {
    let segmenter = SegmenterFixture.segmenter()
    let picture = SegmenterFixture.picture(width: 64, height: 32)
    var options = tiled(32)
    options.mirrors = true
    let values = segmenter.probabilities(of: picture, options: options).scalars
    let mirrored = segmenter.probabilities(
      of: picture.flippedHorizontally(), options: options
    ).scalars
    var worst: Float = 0
    for y in 0..<32 {
      for x in 0..<64 {
        for channel in 0..<3 {
          let (one, other) = ((y * 64 + x) * 3 + channel, (y * 64 + 63 - x) * 3 + channel)
          worst = max(worst, abs(values[one] - mirrored[other]))
        }
      }
    }
    #expect(worst < 1e-5)
    let isAveraged = values != segmenter.probabilities(of: picture, options: tiled(32)).scalars
    #expect(isAveraged)
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    let segmenter = SegmenterFixture.segmenter(separatesInstances: true)
    let picture = SegmenterFixture.picture(width: 150, height: 140)
    var options = tiled(64)
    options.mirrors = true
    let (one, two) = onOneAndTwoThreads {
      let result = segmenter.segment(picture, options: options)
      return (
        segmenter.probabilities(of: picture, options: options).scalars, result.labels,
        result.instanceMap, result.instances
      )
    }
    let isSame = one.0 == two.0 && one.1 == two.1 && one.2 == two.2 && one.3 == two.3
    #expect(isSame)
    #expect(one.2 != nil)
  }

  @Test(arguments: PictureNormalization.allCases)
  func grayAndAlphaAreWhatTheyLookLike(normalization: PictureNormalization) {
    let segmenter = SegmenterFixture.segmenter(normalization: normalization)
    for channels in [Image.Channels.gray, .grayAlpha, .rgba] {
      let picture = SegmenterFixture.picture(width: 40, height: 24, channels: channels)
      let color = picture.converted(to: .rgb, background: 114)
      let isSame =
        segmenter.probabilities(of: picture).scalars == segmenter.probabilities(of: color).scalars
      #expect(isSame)
    }
  }

  @Test func sixteenBitsGiveWhatEightGive() {
    let segmenter = SegmenterFixture.segmenter()
    let picture = SegmenterFixture.picture(width: 40, height: 24)
    let (eight, sixteen) = (
      segmenter.probabilities(of: picture).scalars,
      segmenter.probabilities(of: picture.converted(to: .rgb, depth: .sixteen)).scalars
    )
    #expect((zip(eight, sixteen).map { abs($0 - $1) }.max() ?? 1) < 1e-4)
  }

  @Test func anEnsembleAveragesItsMembers() throws {
    let members = [1, 2].map { SegmenterFixture.segmenter(seed: $0) }
    let picture = SegmenterFixture.picture(width: 50, height: 40)
    let mean = try SegmenterEnsemble(members).probabilities(of: picture, options: tiled(32)).scalars
    let each = members.map { $0.probabilities(of: picture, options: tiled(32)).scalars }
    let differences = mean.indices.map { abs(mean[$0] - (each[0][$0] + each[1][$0]) / 2) }
    #expect((differences.max() ?? 1) < 1e-6)
    let other = SegmenterFixture.segmenter(classes: ["background", "x"])
    #expect(throws: ModelError.self) { try SegmenterEnsemble([members[0], other]) }
  }

  @Test func aLimitOfMemoryMakesTilesSmallerAndThenFails() throws {
    let folder = try DatasetFolderFixture()
    let picture = SegmenterFixture.picture(width: 1300, height: 1100)
    try folder.write(PNGEncoder.encode(picture), to: "a.png")
    let segmenter = SegmenterFixture.segmenter(widths: [32, 8], separatesInstances: true)
    func result(_ limit: Int?, _ instances: Bool?) throws -> SegmentationResult {
      var options = SegmentationOptions()
      (options.memoryLimit, options.instances) = (limit, instances)
      return try segmenter.segment(path: folder.path + "/a.png", options: options)
    }
    let free = try result(nil, nil)
    #expect(free.instanceMap != nil && free.warnings.isEmpty)
    // What tells things apart is left out first, unless it was asked for.
    let tight = try result(95_000_000, nil)
    #expect(tight.instanceMap == nil && tight.warnings.count == 1)
    let error = #expect(throws: ImageError.self) { try result(95_000_000, true) }
    #expect(error?.code == .tooLarge)
    #expect(error?.message.contains("the limit is 95 MB") == true)
    #expect(throws: ImageError.self) { try result(1000, false) }
  }
}
