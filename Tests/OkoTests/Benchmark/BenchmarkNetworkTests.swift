import Oko
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct BenchmarkNetworkTests {
  /// Millions of weights and thousand millions of operations for one input, as the papers or PyTorch have them.
  static let published: [(BenchmarkNetwork, weights: Double, operations: Double)] = [
    (.yolo640, 3.157, 8.74), (.yolo320, 3.157, 2.19), (.resnet, 11.69, 3.63),
    (.mobilenet, 5.48, 0.43), (.unet512, 7.77, 96.9), (.unet256, 7.77, 24.2),
    (.dcgan, 3.58, 0.21), (.crnn, 8.72, 1.75),
  ]

  @Test(arguments: published) func aNetworkHasTheSizeThatIsPublished(
    network: BenchmarkNetwork, weights: Double, operations: Double
  ) {
    let (forward, weightCount) = network.made()
    let counted = forward(Tensor(symbolic: network.inputShape(batchSize: 1))).countedOperations
    #expect(abs(Double(weightCount) / 1e6 / weights - 1) < 0.005)
    #expect(abs(Double(counted) / 1e9 / operations - 1) < 0.03)
  }

  @Test(arguments: [
    (BenchmarkNetwork.resnet, [1, 64, 64, 3]), (.mobilenet, [1, 64, 64, 3]),
    (.unet256, [1, 32, 48, 3]), (.yolo320, [1, 64, 96, 3]), (.dcgan, [2, 100]),
    (.crnn, [1, 32, 64, 1]), (.generator, [1, 64]), (.reader, [2, 32, 64, 1]),
    (.detector, [2, 64, 32, 3]), (.segmenter, [1, 32, 64, 3]), (.light, [1, 64, 32, 3]),
  ]) func aCompiledNetworkGivesWhatItsLayersGive(network: BenchmarkNetwork, shape: [Int]) {
    let (forward, _) = network.made()
    let x = testTensor(Shape(shape), in: 0...1)
    let program = Program(inputs: [x.shape]) { [forward($0[0])] }
    let (one, two) = onOneAndTwoThreads { program([x])[0].scalars }
    #expect(one == two)
    #expect(largestError(one, forward(x).scalars.map(Double.init)) < 1e-4)
  }

  /// YOLOv8's export gives the middle, the extent and the probabilities at once.
  @Test func theClassicDetectorsBoxesAreThoseOfTheDecoder() {
    let network = YOLOv8Nano()
    network.initialize(seed: 0)
    let x = testTensor([1, 64, 96, 3], in: 0...1)
    let (logits, output) = (network.network(x), network(x).scalars)
    let grid = AnchorGrid(size: Size(width: 96, height: 64))
    for anchor in stride(from: 0, to: grid.count, by: 7) {
      let expected = logits.withUnsafePointer {
        DistributionCodec.corners(
          $0 + anchor * 144, centerX: grid.centersX[anchor], centerY: grid.centersY[anchor],
          stride: grid.strides[anchor])
      }
      let (x, y, width, height) = (
        output[anchor * 84], output[anchor * 84 + 1], output[anchor * 84 + 2],
        output[anchor * 84 + 3]
      )
      #expect(abs(x - width / 2 - Float(expected.left)) < 1e-3)
      #expect(abs(y - height / 2 - Float(expected.top)) < 1e-3)
      #expect(abs(x + width / 2 - Float(expected.right)) < 1e-3)
      #expect(abs(y + height / 2 - Float(expected.bottom)) < 1e-3)
    }
  }

  @Test func measuringTellsTimeAndWork() throws {
    let result = NetworkBenchmark.predictions([.generator, .dcgan], batchSize: 2, times: 3)
    #expect(result.measurements.map(\.name) == ["oko-generator-64", "dcganG-64"])
    #expect(result.measurements.allSatisfy { $0.seconds.count == 3 && $0.median > 0 })
    #expect(result.lines.count == 4 && result.lines[2].hasPrefix("oko-generator-64"))
    #expect(result.jsonLines.allSatisfy { $0.contains("\"batch\":2") })
    // Of two networks in one process nobody knows the memory of each.
    #expect(result.measurements.allSatisfy { $0.peakBytes == nil })
    let alone = NetworkBenchmark.predictions([.generator], batchSize: 1, times: 1)
    #expect(try #require(alone.measurements[0].peakBytes) > 10_000_000)
  }
}
