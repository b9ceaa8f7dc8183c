import OkoImaging
import Testing

@Suite("Resizing")
struct ResizingTests {
  static let channels: [Image.Channels] = [.gray, .grayAlpha, .rgb, .rgba]

  struct Reference: CustomTestStringConvertible, Sendable {
    var from: Size
    var channels: Image.Channels
    var to: Size
    var expected: [UInt8]
    var testDescription: String {
      "\(from.width)×\(from.height)×\(channels.rawValue) to \(to.width)×\(to.height)"
    }
  }

  // Pillow 13.0, on the picture that `TestPictures.noise` makes:
  //   state, out = 12345, []
  //   for _ in range(w * h * c):
  //     state = (state * 1664525 + 1013904223) % 2**32; out.append(state >> 24)
  //   image = Image.fromarray(np.array(out, np.uint8).reshape(h, w, c))  # of one channel [:, :, 0]
  //   print(np.asarray(image.resize((W, H), Image.BILINEAR)).flatten().tolist())
  static let references = [
    Reference(
      from: Size(width: 7, height: 5), channels: .rgb, to: Size(width: 3, height: 2),
      expected: [
        98, 131, 140, 124, 80, 167, 101, 166, 182, 110, 180, 118, 132, 146, 128, 144, 120, 184,
      ]),
    Reference(
      from: Size(width: 7, height: 5), channels: .rgb, to: Size(width: 9, height: 4),
      expected: [
        46, 30, 136, 109, 144, 88, 124, 161, 111, 119, 88, 170, 170, 8, 172, 196, 41, 191, 140, 92,
        200, 92, 165, 210, 98, 243, 225, 169, 133, 140, 96, 152, 168, 65, 130, 173, 83, 84, 159,
        122, 62, 150, 97, 97, 183, 81, 143, 162, 79, 194, 145, 90, 241, 160, 92, 172, 118, 77, 202,
        173, 72, 163, 153, 104, 111, 110, 206, 169, 161, 111, 100, 174, 145, 97, 200, 177, 133, 216,
        145, 177, 213, 130, 220, 96, 159, 213, 78, 154, 172, 59, 138, 145, 48, 167, 217, 52, 90,
        184, 164, 99, 110, 147, 154, 75, 140, 213, 109, 206,
      ]),
    Reference(
      from: Size(width: 5, height: 9), channels: .gray, to: Size(width: 2, height: 13),
      expected: [
        42, 172, 73, 167, 108, 155, 135, 132, 139, 160, 152, 158, 180, 107, 135, 99, 92, 98, 62,
        104, 111, 103, 152, 131, 181, 164,
      ]),
    Reference(
      from: Size(width: 13, height: 3), channels: .rgba, to: Size(width: 4, height: 2),
      expected: [
        143, 109, 105, 147, 166, 162, 107, 130, 152, 138, 136, 129, 144, 115, 171, 141, 159, 129,
        95, 163, 170, 71, 126, 153, 163, 123, 166, 153, 130, 108, 133, 113,
      ]),
  ]

  @Test("Bilinear is within a level of Pillow", arguments: references)
  func pillow(reference: Reference) {
    let image = TestPictures.noise(reference.from, reference.channels, depth: 8)
    let expected = Image(
      width: reference.to.width, height: reference.to.height, channels: reference.channels,
      samples: reference.expected)
    let resized = image.resized(to: reference.to)
    // Pillow rounds colour times alpha to 8 bits before it blends, which costs it up to two levels more.
    let tolerance = reference.channels.hasAlpha ? 3 : 1
    #expect(TestPictures.largestDifference(resized, expected) <= tolerance)
  }

  @Test("Sixteen bits are as exact as Pillow's floating point")
  func sixteenBits() {
    // The same numbers >> 16 as np.float32, mode F: 7×5 to 3×2.
    let expected = [28817, 36404, 38801, 33529, 27319, 35069]
    let image = TestPictures.noise(Size(width: 7, height: 5), .gray, depth: 16)
    guard case .uint16(let samples) = image.resized(to: Size(width: 3, height: 2)).samples else {
      Issue.record("the depth changed")
      return
    }
    #expect(zip(samples, expected).allSatisfy { abs(Int($0) - $1) <= 1 })
    #expect(samples.count == expected.count)
  }

  @Test("Area takes the mean of what each pixel covers")
  func area() {
    let image = Image(
      width: 5, height: 1, channels: .gray, samples: [10, 20, 30, 40, 50] as [UInt8])
    // (10 + 20 + 15) / 2.5 and (15 + 40 + 50) / 2.5.
    #expect(
      image.resized(to: Size(width: 2, height: 1), filter: .area).samples == .uint8([18, 42]))
    let square = Image(
      width: 4, height: 2, channels: .gray, samples: [0, 4, 8, 8, 2, 2, 0, 100] as [UInt8])
    #expect(
      square.resized(to: Size(width: 2, height: 1), filter: .area).samples == .uint8([2, 29]))
  }

  @Test("One colour stays one colour", arguments: channels, Image.Filter.allCases)
  func constant(channels: Image.Channels, filter: Image.Filter) {
    let pixel = Array([200, 3, 255, 77].suffix(channels.rawValue)) as [UInt8]
    let image = Image(width: 31, height: 17, channels: channels, filledWith: pixel)
    for size in [(1, 1), (7, 5), (31, 2), (64, 40), (33, 1), (200, 3)] {
      let resized = image.resized(to: Size(width: size.0, height: size.1), filter: filter)
      let expected = Image(width: size.0, height: size.1, channels: channels, filledWith: pixel)
      #expect(resized == expected)
    }
  }

  @Test("The same size is the same picture", arguments: Image.Filter.allCases, [8, 16])
  func identity(filter: Image.Filter, depth: Int) {
    let image = TestPictures.noise(Size(width: 13, height: 9), .rgba, depth: depth)
    #expect(image.resized(to: image.size, filter: filter) == image)
  }

  @Test("Only one side changed leaves the other alone")
  func oneSide() {
    let rows: [UInt8] = [10, 200, 30, 90, 10, 200, 30, 90, 10, 200, 30, 90]
    let image = Image(width: 4, height: 3, channels: .gray, samples: rows)
    for filter in Image.Filter.allCases {
      let taller = image.resized(to: Size(width: 4, height: 7), filter: filter)
      #expect(taller.samples == .uint8((0..<7).flatMap { _ in [10, 200, 30, 90] as [UInt8] }))
    }
  }

  @Test("Black and white keep their extremes at 16 bits")
  func extremes() {
    let samples: [UInt16] = [0, 0, 65535, 65535]
    let image = Image(width: 2, height: 2, channels: .gray, samples: samples)
    let resized = image.resized(to: Size(width: 2, height: 8))
    guard case .uint16(let values) = resized.samples else { return }
    #expect(values.first == 0)
    #expect(values.last == 65535)
    #expect(values == values.sorted())
  }

  @Test("What is transparent does not shine through")
  func transparency() {
    let samples: [UInt8] = [255, 0, 0, 255, 0, 255, 0, 0]
    let image = Image(width: 2, height: 1, channels: .rgba, samples: samples)
    let one = image.resized(to: Size(width: 1, height: 1))
    #expect(one.samples == .uint8([255, 0, 0, 128]))
  }

  @Test("A side of 65,500 pixels shrinks to one")
  func longSide() {
    let image = Image(width: 65_500, height: 1, channels: .gray, filledWith: [9])
    for filter in Image.Filter.allCases {
      let one = image.resized(to: Size(width: 1, height: 1), filter: filter)
      #expect(one.samples == .uint8([9]))
    }
  }

  @Test("A size without pixels is the programmer's mistake")
  func emptySize() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 1, height: 1, channels: .gray, filledWith: [0])
        .resized(to: Size(width: 0, height: 3))
    }
  }
}
