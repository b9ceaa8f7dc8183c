public import OkoTensors

/// The loss of a detector's raw output against its targets, as one operation.
///
///     let loss = DetectionLoss(grid: grid, targets: targets, classCount: 3)
///     let parts = loss(logits)  // [box, class, distribution], weighted
///     let total = parts.sum()
///
/// Shapes: logits `[N, A, 64 + classes]` → `[3]`. The parts are those of YOLOv8, each divided by the sum S of
/// the scores asked (at least 1):
/// - box: Σ score · (1 − complete overlap) over the chosen anchors;
/// - class: Σ of the binary cross-entropy with the scores asked, over all anchors and classes, but for anchors
///   inside an ignored place that answer for nothing;
/// - distribution: Σ score · the cross-entropy of each side with its two nearest bins, averaged over the sides
///   (Li et al. 2020).
///
/// What `TaskAlignedAssigner` chooses, the scores it asks and the α of the overlap are constants for the
/// gradient. The gradient is made in the forward and kept, so the backward only scales it; it is of first order
/// only. Every picture is a chunk of its own and sums are formed in the order of the pictures.
public struct DetectionLoss: Operation {
  /// The anchors of the head.
  public let grid: AnchorGrid
  /// What is to be found in each picture of the batch.
  public let targets: [DetectionTargets]
  /// The number of classes.
  public let classCount: Int
  /// How the parts weigh.
  public let options: DetectionLossOptions
  private let kept = KeptGradient<DetectionLossGradient>()

  /// Makes the loss of one batch.
  ///
  /// - Precondition: classes are below `classCount`, and there is a positive weight for each where there are any.
  public init(
    grid: AnchorGrid, targets: [DetectionTargets], classCount: Int,
    options: DetectionLossOptions = .init()
  ) {
    let classes = targets.flatMap(\.classes)
    precondition(
      classCount > 0 && classes.allSatisfy { (0..<classCount).contains($0) },
      "DetectionLoss: classes \(Set(classes).sorted()) of \(classCount)")
    precondition(
      options.positiveWeights.map { $0.count == classCount } ?? true,
      "DetectionLoss: \(options.positiveWeights?.count ?? 0) weights for \(classCount) classes")
    self.grid = grid
    self.targets = targets
    self.classCount = classCount
    self.options = options
  }

  /// `[3]` for logits `[N, A, 64 + classes]`.
  public func outputShape(_ inputs: [Shape]) -> Shape {
    let expected = Shape([targets.count, grid.count, DistributionCodec.channels + classCount])
    precondition(
      inputs.count == 1 && inputs[0] == expected,
      "detection loss: logits \(inputs), expected \(expected)")
    return [3]
  }

  /// The three parts, weighted.
  public func forward(_ inputs: [Tensor]) -> Tensor {
    let computation = computation(of: inputs[0])
    if inputs[0].isTracked {
      kept.store(computation.gradient(), for: inputs[0])
    }
    return Tensor(computation.parts, shape: [3])
  }

  /// The kept gradient, scaled.
  public func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let logits = context.inputs[0]
    let made = kept.gradient(for: logits) ?? computation(of: logits).gradient()
    return [made.scaled(by: gradient.scalars)]
  }

  private func computation(of logits: Tensor) -> DetectionLossComputation {
    DetectionLossComputation(
      logits: logits, grid: grid, targets: targets, classCount: classCount, options: options)
  }
}
