import OkoImaging
import OkoNetworks
import OkoTensors

extension BenchmarkTraining {
  /// A network with random weights, and the operations of a step with inputs of `shape`.
  ///
  /// The gradients by weights and by inputs take about as many each as the forward pass.
  static func initialized<Network: Module>(
    _ network: Network, input shape: Shape, _ forward: (Network, Tensor) -> Tensor
  ) -> (Network, operations: Int) {
    network.initialize(seed: 0)
    return (network, 3 * forward(network, Tensor(symbolic: shape)).countedOperations)
  }

  /// A U-Net that labels pixels.
  static func segmentation(
    _ batchSize: Int, _ random: inout RandomSource
  ) -> (() -> Float, Int?) {
    let (side, classCount) = (256, 21)
    let shape: Shape = [batchSize, side, side, 3]
    let (network, operations) = initialized(
      ClassicUNetwork(classCount: classCount), input: shape
    ) { $0($1) }
    let images = Tensor(uniform: shape, in: 0...1, using: &random)
    let labels = (0..<batchSize * side * side).map { _ in UInt8(random.index(below: classCount)) }
    let loss = SegmentationLoss(
      SegmentationTarget(labels: labels), classCount: classCount,
      options: SegmentationLossOptions.Preset.crossEntropy.options)
    let optimizer = Optimizer(network, rule: .adam())
    return ({ optimizer.minimize(rate: 1e-3) { loss(network(images)) }.scalars[0] }, operations)
  }

  /// ResNet-18 that tells pictures apart.
  static func classification(
    _ batchSize: Int, _ random: inout RandomSource
  ) -> (() -> Float, Int?) {
    let classCount = 1000
    let shape: Shape = [batchSize, 224, 224, 3]
    let (network, operations) = initialized(
      ResidualNetwork18(classCount: classCount), input: shape
    ) { $0($1) }
    let images = Tensor(uniform: shape, in: 0...1, using: &random)
    var wanted = [Float](repeating: 0, count: batchSize * classCount)
    for row in 0..<batchSize { wanted[row * classCount + random.index(below: classCount)] = 1 }
    let target = Tensor(wanted, shape: [batchSize, classCount])
    let optimizer = Optimizer(network, rule: .sgd(momentum: 0.9, nesterov: false))
    return (
      {
        optimizer.minimize(rate: 1e-2) {
          (network(images).logSoftmax() * target).sum() * (-1 / Float(batchSize))
        }.scalars[0]
      }, operations
    )
  }

  /// YOLOv8n, or our detector, that finds seven boxes in each picture.
  func detection(_ batchSize: Int, _ random: inout RandomSource) -> (() -> Float, Int?) {
    let (side, classCount) = (320, 80)
    let shape: Shape = [batchSize, side, side, 3]
    let isOwn = self == .detector
    let (network, operations) = Self.initialized(
      isOwn
        ? DetectorNetwork(DetectorArchitecture(.nano, classCount: classCount))
        : YOLOv8Nano().network, input: shape
    ) { $0($1) }
    let images = Tensor(uniform: shape, in: 0...1, using: &random)
    let loss = DetectionLoss(
      grid: AnchorGrid(size: Size(width: side, height: side)),
      targets: (0..<batchSize).map { _ in Self.boxes(7, Float(side), classCount, &random) },
      classCount: classCount)
    let optimizer = Optimizer(
      network, rule: isOwn ? .adam() : .sgd(momentum: 0.937, nesterov: true),
      weightDecay: isOwn ? 0.02 : 0, gradientLimit: 10)
    let rate: Float = isOwn ? 1e-3 : 1e-2
    return (
      {
        optimizer.minimize(rate: rate) { loss(network(images)) }.scalars.reduce(0, +)
      }, operations
    )
  }

  private static func boxes(
    _ count: Int, _ side: Float, _ classCount: Int, _ random: inout RandomSource
  ) -> DetectionTargets {
    var targets = DetectionTargets()
    for _ in 0..<count {
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

  /// The classic reader that reads lines.
  static func reading(_ batchSize: Int, _ random: inout RandomSource) -> (() -> Float, Int?) {
    let shape: Shape = [batchSize, 32, 128, 1]
    let (network, operations) = initialized(ClassicReader(), input: shape) { $0($1) }
    let lines = Tensor(uniform: shape, in: 0...1, using: &random)
    let labels = (0..<batchSize).map { line in (0..<8).map { 1 + (5 * line + 7 * $0) % 36 } }
    let optimizer = Optimizer(network, rule: .adam(), gradientLimit: 10)
    return (
      {
        optimizer.minimize(rate: 1e-4) {
          let logits = network(lines)
          return logits.temporalClassificationLoss(
            labels: labels, lengths: [Int](repeating: logits.shape[1], count: batchSize)
          ).mean()
        }.scalars[0]
      }, operations
    )
  }
}
