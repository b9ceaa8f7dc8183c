import Foundation
import Oko
import OkoImaging
import OkoTensors
import OkoTraining
import Testing

@Suite struct LineDataTests {
  @Test(arguments: [(96, 32), (300, 48), (7, 64), (1, 1), (5000, 3)])
  func `a line has the network's height and whole steps`(width: Int, height: Int) {
    let image = Image(width: width, height: height, channels: .rgb, filledWith: [200, 210, 220])
    let line = LinePicture(image, height: 32)
    #expect(line.height == 32 && line.width % 4 == 0 && line.width <= 8200)
    #expect(line.pixels.count == 32 * line.width && line.steps == line.width / 4)
    #expect(Set(line.pixels).count == 1)
  }

  @Test func `a narrow line is widened to what its label needs`() {
    let line = LinePicture(LineFixture.line("I", width: 10), height: 32, leastWidth: 100)
    #expect(line.width >= 100)
    #expect(LineBatches.leastWidth(for: [1, 1, 2, 1]) == 20)
    #expect(LineBatches.leastWidth(for: []) == 0)
  }

  @Test func `changes depend on the random numbers alone`() {
    let line = LinePicture(LineFixture.line("ABC"), height: 32)
    let changed = [3, 3, 4].map { seed in
      var random = RandomSource(seed: UInt64(seed))
      return LineAugmentation().changed(line, leastWidth: 80, using: &random)
    }
    #expect(changed[0] == changed[1] && changed[0] != changed[2])
    for line in changed { #expect(line.width >= 80 && line.width % 4 == 0 && line.height == 32) }
  }

  @Test func `no changes leave the line as it is`() {
    var random = RandomSource(seed: 1)
    let line = LinePicture(LineFixture.line("ABC"), height: 32)
    #expect(LineAugmentation.none.changed(line, leastWidth: 0, using: &random) == line)
    #expect(LineAugmentation().scaled(by: 0) == .none)
  }

  @Test func `an epoch has each line once, those of a batch of like width`() {
    let widths = (0..<103).map { Double($0 * 37 % 103) }
    var random = RandomSource(seed: 2)
    let order = LineBatches.order(of: widths, batchSize: 10, using: &random)
    #expect(order.sorted() == Array(0..<103))
    for start in stride(from: 0, to: 100, by: 10) {
      let batch = order[start..<start + 10].map { widths[$0] }
      #expect((batch.max() ?? 0) - (batch.min() ?? 0) < 14)
    }
    #expect(LineBatches.order(of: widths, batchSize: 10, using: &random) != order)
  }

  @Test func `a batch pads with the paper of each line`() {
    let lines = ["A", "ABCABC"].map { text in
      LabelledLine(
        line: LinePicture(LineFixture.line(text, width: 16 * text.count), height: 32),
        classes: [1], text: text, file: text)
    }
    let batch = LineBatch(lines)
    #expect(batch.images.shape == [2, 32, 104, 1])
    #expect(batch.steps == [6, 26])
    #expect(abs(batch.images.scalars[103] - 230 / 255) < 1e-6)
  }
}
