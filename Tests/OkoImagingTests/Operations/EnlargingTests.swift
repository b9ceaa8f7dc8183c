import OkoImaging
import Testing

@Suite("Enlarging by whole factors")
struct EnlargingTests {
  @Test("Each pixel becomes a square")
  func squares() {
    let image = Image(width: 2, height: 1, channels: .grayAlpha, samples: [1, 2, 3, 4] as [UInt8])
    let row: [UInt8] = [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]
    let expected = Image(width: 6, height: 3, channels: .grayAlpha, samples: row + row + row)
    #expect(image.enlarged(by: 3) == expected)
    #expect(image.enlarged(by: 1) == image)
  }

  @Test("Sixteen bits stay")
  func deep() {
    let image = Image(width: 1, height: 2, channels: .gray, samples: [300, 7] as [UInt16])
    let samples: [UInt16] = [300, 300, 300, 300, 7, 7, 7, 7]
    #expect(
      image.enlarged(by: 2) == Image(width: 2, height: 4, channels: .gray, samples: samples))
  }
}
