import Oko
import OkoImaging
import OkoTensors
import Testing

@Suite struct DetectionDecoderTests {
  private let grid = AnchorGrid(size: Size(width: 64, height: 64))

  /// Logits that find nothing, but for what is set at some anchors.
  private func logits(_ marks: [(anchor: Int, classes: [Float], bins: [Int])]) -> Tensor {
    var scalars = [Float](repeating: 0, count: grid.count * 67)
    for anchor in 0..<grid.count {
      for channel in 64..<67 { scalars[anchor * 67 + channel] = -9 }
    }
    for mark in marks {
      for (side, bin) in mark.bins.enumerated() {
        scalars[mark.anchor * 67 + side * 16 + bin] = 100
      }
      for (index, value) in mark.classes.enumerated() {
        scalars[mark.anchor * 67 + 64 + index] = value
      }
    }
    return Tensor(scalars, shape: [1, grid.count, 67])
  }

  @Test func readsBoxClassAndConfidence() {
    let output = logits([
      (anchor: 9, classes: [-9, 2, -9], bins: [1, 1, 2, 3]),
      (anchor: 10, classes: [-9, 1, -9], bins: [2, 1, 1, 3]),
      (anchor: 64, classes: [0, -9, 1], bins: [0, 0, 1, 1]),
    ])
    let decoder = DetectionDecoder(grid: grid, classCount: 3)
    let found = decoder.detections(in: output)[0]
    // Anchors 9 and 10 mark the same place; anchor 64 is the first of stride 16.
    #expect(found.map(\.classIndex) == [1, 2])
    #expect(found[0].box == Box(x: 4, y: 4, width: 24, height: 32))
    #expect(found[1].box == Box(x: 8, y: 8, width: 16, height: 16))
    #expect(abs(found[0].confidence - 0.880_797) < 1e-6)
    #expect(abs(found[1].confidence - 0.731_059) < 1e-6)

    let several = decoder.detections(in: output, severalClasses: true)[0]
    #expect(several.map(\.classIndex) == [1, 2, 0])
    let sure = decoder.detections(in: output, options: .init(confidence: 0.8))[0]
    #expect(sure.map(\.classIndex) == [1])
    let chosen = decoder.detections(in: output, options: .init(classes: [0]))[0]
    #expect(chosen.map(\.classIndex) == [0])
    let none = decoder.detections(in: output, options: .init(confidence: 1))[0]
    #expect(none.isEmpty)
    let one = decoder.detections(in: output, options: .init(maximumDetections: 1))[0]
    #expect(one.map(\.classIndex) == [1])
  }

  @Test func everyPictureOfABatchIsReadByItself() {
    var random = RandomSource(seed: 6, stream: "decoder")
    let batch = Tensor(normal: [3, grid.count, 67], deviation: 2, using: &random)
    let decoder = DetectionDecoder(grid: grid, classCount: 3)
    let together = decoder.detections(in: batch)
    let scalars = batch.scalars
    let size = grid.count * 67
    for picture in 0..<3 {
      let alone = Tensor(
        Array(scalars[(picture * size)..<((picture + 1) * size)]), shape: [1, grid.count, 67])
      #expect(decoder.detections(in: alone)[0] == together[picture])
      #expect(!together[picture].isEmpty)
    }
  }
}
