import Oko
import OkoImaging
import Testing

@Suite struct SlicedWassersteinTests {
  private func noise(
    _ count: Int, side: Int = 32, channels: Image.Channels = .gray, set: Int
  ) -> [Image] {
    (0..<count).map { index in
      Image(
        width: side, height: side, channels: channels,
        samples: HashedFeatures.values(side, side * channels.rawValue, set: 50 * set + index).map {
          UInt8($0 * 200)
        })
    }
  }

  /// The pictures at half their contrast, and with a chessboard on them, which halving takes away altogether.
  private func chequered(_ pictures: [Image], contrast: UInt8) -> [Image] {
    pictures.map { picture in
      guard case .uint8(let samples) = picture.samples else { return picture }
      return Image(
        width: picture.width, height: picture.height, channels: .gray,
        samples: samples.enumerated().map { index, value in
          value / 2 + ((index / picture.width + index) % 2 == 0 ? contrast : 0)
        })
    }
  }

  /// The definition: patches projected one by one, sorted, and compared by rank.
  @Test func theDistanceIsThatOfTheDefinition() {
    let sets = [noise(6, channels: .rgb, set: 0), noise(6, channels: .rgb, set: 1)]
    let levels = SlicedWasserstein.levels(sets[0], sets[1], projections: 40, seed: 3)
    #expect(levels.map(\.side) == [32, 16])
    for (index, level) in levels.enumerated() {
      let directions = SlicedWasserstein.directions(40, length: 147, seed: 3, level: index)
      let patches = sets.map {
        PatchSample(level: index, of: 2, pictures: $0, seed: 3).values.scalars
      }
      var sum = 0.0
      for direction in 0..<40 {
        let projections = patches.map { patches in
          (0..<(6 * 128)).map { patch in
            (0..<147).reduce(0.0) {
              $0 + Double(directions.values[direction * 147 + $1])
                * Double(patches[patch * 147 + $1])
            }
          }.sorted()
        }
        sum += zip(projections[0], projections[1]).reduce(0) { $0 + abs($1.0 - $1.1) } / (6 * 128)
      }
      #expect(abs(level.distance - 1000 * sum / 40) < 1e-3)
    }
  }

  @Test func patchesAreNormalisedByChannel() {
    let pictures = noise(5, channels: .rgb, set: 2)
    let patches = PatchSample(level: 0, of: 2, pictures: pictures, seed: 0).values.scalars
    for channel in 0..<3 {
      let values = stride(from: channel, to: patches.count, by: 3).map { Double(patches[$0]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(mean) < 1e-4 && abs(square - 1) < 1e-4)
    }
  }

  @Test func equalSetsAreAtNoDistance() {
    let pictures = noise(8, set: 0)
    #expect(SlicedWasserstein.distance(pictures, pictures, projections: 16) == 0)
    // Brightness and contrast are normalised away.
    let brighter = pictures.map { picture in
      guard case .uint8(let samples) = picture.samples else { return picture }
      return Image(
        width: 32, height: 32, channels: .gray, samples: samples.map { $0 + 50 })
    }
    #expect(SlicedWasserstein.distance(pictures, brighter, projections: 16) < 0.01)
  }

  @Test func itTellsAtWhichSizePicturesDiffer() {
    let pictures = noise(20, set: 0)
    let levels = SlicedWasserstein.levels(
      chequered(pictures, contrast: 0), chequered(pictures, contrast: 150), projections: 64)
    #expect(levels[0].distance > 200)
    #expect(levels[1].distance < 1)
  }

  @Test func picturesOfOneColourDoNotBreakIt() {
    let flat = [Image(width: 16, height: 16, channels: .gray, filledWith: [90])]
    let levels = SlicedWasserstein.levels(flat, noise(1, side: 16, set: 0), projections: 8)
    #expect(levels.count == 1 && levels[0].distance > 100 && levels[0].distance.isFinite)
  }

  @Test func ofTheLargerSetAsManyTakePart() {
    let (few, many) = (noise(4, set: 0), noise(8, set: 1))
    #expect(
      SlicedWasserstein.distance(few, many, projections: 8)
        == SlicedWasserstein.distance(few, [0, 2, 4, 6].map { many[$0] }, projections: 8))
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let (left, right) = (noise(10, channels: .rgb, set: 0), noise(10, channels: .rgb, set: 1))
    let found = HashedFeatures.atThreadCounts { SlicedWasserstein.levels(left, right) }
    #expect(found.one == found.two)
  }

  @Test(arguments: [0, 1, 2, 100, 5000])
  func sortingByBitsIsSorting(count: Int) {
    var values = HashedFeatures.values(1, count, set: 8).map { ($0 - 0.5) * 1e3 }
    if count > 10 {
      values.replaceSubrange(0..<5, with: [0, -1e-30, 3e38, -3e38, .leastNonzeroMagnitude])
    }
    let expected = values.sorted()
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { FloatSorting.sort(base, count: buffer.count) }
    }
    #expect(values == expected)
  }
}
