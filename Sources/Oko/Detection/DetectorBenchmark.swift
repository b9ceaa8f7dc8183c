import OkoImaging
import OkoNetworks
import OkoTensors
import OkoTraining

/// Times the training step of a detector on made-up pictures: forward, loss, gradients, update.
public struct DetectorBenchmark: Sendable {
  /// Pictures in a step.
  public let batchSize: Int
  /// Floating-point operations of one picture's forward pass.
  public let operationsPerPicture: Double
  /// Seconds of each step that was timed, after two that were not.
  public let seconds: [Double]

  /// The median of `seconds`.
  public var median: Double { seconds.sorted()[seconds.count / 2] }
  /// Pictures trained on in a second.
  public var picturesPerSecond: Double { Double(batchSize) / median }
  /// Forward operations trained on in a second, in GFLOP: what networks of unlike size are compared by.
  public var throughput: Double { picturesPerSecond * operationsPerPicture / 1e9 }

  /// Times `steps` steps of a network of `size` with 80 classes and seven boxes a picture.
  public static func training(
    _ size: DetectorSize, imageSize: Int = 320, batchSize: Int = 8, steps: Int = 20
  ) -> DetectorBenchmark {
    let classCount = 80
    let network = DetectorNetwork(DetectorArchitecture(size, classCount: classCount))
    network.initialize(seed: 0)
    let optimizer = Optimizer(network, rule: .adam(), weightDecay: 0.02, gradientLimit: 10)
    var random = RandomSource(seed: 0, stream: "benchmark")
    let images = Tensor(
      uniform: [batchSize, imageSize, imageSize, 3], in: 0...1, using: &random)
    let loss = DetectionLoss(
      grid: AnchorGrid(size: Size(width: imageSize, height: imageSize)),
      targets: (0..<batchSize).map { _ in targets(imageSize, classCount, &random) },
      classCount: classCount)
    var operations = 0.0
    var seconds: [Double] = []
    for step in 0..<(max(steps, 1) + 2) {
      var clock = LapClock()
      _ = optimizer.minimize(rate: 1e-3) {
        let logits = network(images)
        if step == 0 { operations = Double(logits.countedOperations) / Double(batchSize) }
        return loss(logits)
      }
      let lap = clock.lap() / 1e3
      if step >= 2 { seconds.append(lap) }
    }
    return DetectorBenchmark(
      batchSize: batchSize, operationsPerPicture: operations, seconds: seconds)
  }

  private static func targets(
    _ side: Int, _ classCount: Int, _ random: inout RandomSource
  ) -> DetectionTargets {
    var targets = DetectionTargets()
    let side = Float(side)
    for _ in 0..<7 {
      let (width, height) = (random.uniform(in: 0.05...0.35), random.uniform(in: 0.05...0.35))
      let (x, y) = (random.uniform(in: 0.2...0.8), random.uniform(in: 0.2...0.8))
      targets.boxes.append(
        Box(
          x: Double((x - width / 2) * side), y: Double((y - height / 2) * side),
          width: Double(width * side), height: Double(height * side)))
      targets.classes.append(random.index(below: classCount))
    }
    return targets
  }
}
