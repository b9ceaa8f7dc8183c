import Oko
import OkoTensors
import Testing

@Suite struct BenchmarkTrainingTests {
  /// Thousand millions of operations for one input in a step, as PyTorch counts them.
  ///
  /// With `FlopCounterMode` around the same layers, losses and batches. Its DCGAN also makes gradients of the discriminator's weights in the generator's step,
  /// which nobody uses: another 0.206.
  static let counted: [(BenchmarkTraining, operations: Double)] = [
    (.unet, 72.57), (.resnet, 10.65), (.dcgan, 2.482 - 0.206), (.yolo, 6.535),
  ]

  @Test(arguments: counted) func aStepHasTheWorkThatPyTorchCounts(
    training: BenchmarkTraining, operations: Double
  ) throws {
    let counted = try #require(training.made(batchSize: 2).operations)
    #expect(abs(Double(counted) / 2e9 / operations - 1) < 0.03)
  }

  @Test(arguments: [
    BenchmarkTraining.resnet, .dcgan, .yolo, .crnn, .detector, .generator,
  ]) func stepsAreMadeAndChangeTheLoss(training: BenchmarkTraining) {
    let (step, _) = training.made(batchSize: 2)
    let losses = (0..<3).map { _ in step() }
    #expect(losses.allSatisfy { $0.isFinite })
    #expect(Set(losses).count == 3)
  }

  @Test func aNetworkThatIsAskedForTheSameAgainAnswersBetter() {
    let (step, _) = BenchmarkTraining.unet.made(batchSize: 1)
    // Noise with labels of 21 classes: the entropy begins at about ln 21.
    let losses = (0..<4).map { _ in step() }
    #expect(abs(losses[0] - 3.04) < 1)
    #expect(losses[3] < losses[0])
  }

  @Test(arguments: [BenchmarkTraining.unet, .resnet])
  func theLossFallsAsFarWithProductsOfBF16(training: BenchmarkTraining) {
    let losses = TrainingPrecision.allCases.map { precision in
      let (step, _) = training.made(batchSize: 2)
      return TrainingPrecision.$current.withValue(precision) { (0..<5).map { _ in step() } }
    }
    let fallen = losses[0][0] - losses[0][4]
    #expect(fallen > 0)
    #expect(abs(losses[0][4] - losses[1][4]) < 0.1 * fallen)
    #expect(losses[0] != losses[1])
  }

  @Test func measuringTellsTimeWorkAndMemory() throws {
    let result = NetworkBenchmark.steps([.yolo], batchSize: 2, times: 2)
    let measured = try #require(result.measurements.first)
    #expect(measured.seconds.count == 2 && measured.batchSize == 2)
    let peak = try #require(measured.peakBytes)
    #expect(peak > 10_000_000)
    #expect(measured.arenaBytes == nil)
    #expect(result.lines.last?.hasPrefix("yolov8n-320") == true)
  }
}
