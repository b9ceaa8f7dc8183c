import COkoKernels
import OkoImaging
import Testing

@Suite("Resizing of RGB by kernels")
struct PixelResamplerTests {
  static let sets = (0..<4).compactMap {
    oko_kernels_available(Int32($0)).map { String(cString: $0) }
  }
  static let sizes = [
    (Size(width: 50, height: 37), Size(width: 16, height: 12)),
    (Size(width: 200, height: 30), Size(width: 7, height: 4)),
    (Size(width: 9, height: 5), Size(width: 31, height: 16)),
    (Size(width: 1, height: 8), Size(width: 5, height: 3)),
    (Size(width: 64, height: 64), Size(width: 40, height: 64)),
    (Size(width: 333, height: 2), Size(width: 332, height: 1)),
  ]

  /// Each channel by itself, for which there are no kernels.
  private func reference(_ image: Image, _ size: Size, _ filter: Image.Filter) -> [UInt8] {
    guard case .uint8(let samples) = image.samples else { return [] }
    let planes = (0..<3).map { channel -> [UInt8] in
      let plane = stride(from: channel, to: samples.count, by: 3).map { samples[$0] }
      let gray = Image(
        width: image.width, height: image.height, channels: .gray, samples: plane)
      guard case .uint8(let result) = gray.resized(to: size, filter: filter).samples else {
        return []
      }
      return result
    }
    return planes[0].indices.flatMap { index in planes.map { $0[index] } }
  }

  @Test("Has the bits of each channel by itself, on every set of instructions", arguments: sets)
  func bits(set: String) {
    oko_kernels_select_for_thread(set)
    defer { oko_kernels_select_for_thread(nil) }
    for (from, to) in Self.sizes {
      let image = TestPictures.noise(from, .rgb, depth: 8)
      for filter in Image.Filter.allCases {
        let resized = image.resized(to: to, filter: filter)
        #expect(resized.samples == .uint8(reference(image, to, filter)), "\(from) to \(to)")
      }
    }
  }

  @Test("Sums become samples half up, and the same divided by 255", arguments: sets)
  func finishing(set: String) {
    oko_kernels_select_for_thread(set)
    defer { oko_kernels_select_for_thread(nil) }
    let sums: [Float] =
      (0...255).flatMap { [Float($0) - 0.5, Float($0), Float($0) + 0.49] } + [-3, 300, 255.5, -0.0]
    let expected = sums.map { UInt8(min(max($0 + 0.5, 0), 255)) }
    var samples = [UInt8](repeating: 7, count: sums.count + 1)
    var units = [Float](repeating: 7, count: sums.count + 1)
    oko_samples_of_sums(sums, &samples, Int64(sums.count))
    oko_units_of_sums(sums, &units, Int64(sums.count))
    #expect(samples == expected + [7])
    #expect(units == expected.map { Float($0) / 255 } + [7])
  }
}
