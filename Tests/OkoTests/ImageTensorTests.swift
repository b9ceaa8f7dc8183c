import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct ImageTensorTests {
  @Test func samplesBecomeSharesOfTheirMaximum() {
    let bytes: [UInt8] = [0, 51, 255, 1, 2, 3]
    let tensor = Tensor(Image(width: 2, height: 1, channels: .rgb, samples: bytes))
    #expect(tensor.shape == [1, 1, 2, 3])
    #expect(tensor.scalars == bytes.map { Float($0) / 255 })
    let deep = Tensor(
      Image(width: 1, height: 2, channels: .gray, samples: [13107, 65535] as [UInt16]))
    #expect(deep.shape == [1, 2, 1, 1])
    #expect(deep.scalars == [0.2, 1])
  }

  @Test func severalPicturesFollowEachOther() {
    let pictures = (0..<3).map { index in
      Image(width: 4, height: 2, channels: .gray, filledWith: [UInt8(index * 51)])
    }
    let tensor = Tensor(pictures)
    #expect(tensor.shape == [3, 2, 4, 1])
    #expect(tensor.scalars[7...8] == [0, 0.2])
    #expect(tensor.images == pictures)
  }

  @Test func aLargePictureComesBackTheSame() {
    // More than one chunk of the workers, and not a whole number of them.
    let samples = (0..<(401 * 333 * 3)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
    let picture = Image(width: 401, height: 333, channels: .rgb, samples: samples)
    #expect(Image(Tensor(picture)) == picture)
    #expect(Tensor(onThisThread: [picture]).scalars == Tensor(picture).scalars)
  }

  @Test func valuesOutsideTheRangeAreLimited() {
    let values: [Float] = [-1, .nan, 2, .infinity, 0.5, 0.9999]
    let picture = Image(Tensor(values, shape: [2, 3, 1]))
    #expect(picture.samples == .uint8([0, 0, 255, 255, 128, 255]))
  }
}
