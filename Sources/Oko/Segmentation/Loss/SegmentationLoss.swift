public import OkoTensors

/// The loss of a segmenter's logits against the labels of every pixel, as one operation.
///
///     let loss = SegmentationLoss(batch.target, classCount: 2, options: options)
///     let parts = loss(logits)  // [cross-entropy, dice, edges, depths], weighted
///
/// Shapes: logits `[N, H, W, classes (+ 2)]` → `[2]`, or `[4]` where instances are separated. With the softmax p
/// over the classes, the class y of a pixel and sums over the pixels that are not ignored:
/// - cross-entropy: Σ w_y · (1 − p_y)^γ · (−ln p_y) / Σ w_y;
/// - Dice: 1 − the mean, over the classes that occur in the batch, of (2 Σ p·t + 1) / (Σ p + Σ t + 1), the
///   batch taken as one picture (nnU-Net, Isensee et al. 2021);
/// - edges, depths: binary cross-entropy with the target, averaged.
///
/// The gradient is made in the forward and kept, so the backward only hands it on; it is of first order only.
/// Chunks are of a fixed number of pixels and their sums formed in order.
public struct SegmentationLoss: Operation {
  /// What is asked.
  public let target: SegmentationTarget
  /// The number of classes.
  public let classCount: Int
  /// How the parts weigh.
  public let options: SegmentationLossOptions
  /// What all parts are multiplied by.
  public let weight: Float
  private let kept = KeptGradient<Tensor>()

  /// Makes the loss of one batch.
  ///
  /// - Precondition: there is a weight for each class where there are any.
  public init(
    _ target: SegmentationTarget, classCount: Int, options: SegmentationLossOptions = .init(),
    weight: Float = 1
  ) {
    precondition(
      options.classWeights.map { $0.count == classCount } ?? true,
      "SegmentationLoss: \(options.classWeights?.count ?? 0) weights for \(classCount) classes")
    (self.target, self.classCount) = (target, classCount)
    (self.options, self.weight) = (options, weight)
  }

  /// The number of parts.
  var partCount: Int { target.instances == nil ? 2 : 4 }

  /// `[2]` or `[4]` for logits `[N, H, W, classes (+ 2)]`.
  public func outputShape(_ inputs: [Shape]) -> Shape {
    let channels = classCount + (target.instances == nil ? 0 : 2)
    precondition(
      inputs.count == 1 && inputs[0].rank == 4 && inputs[0][3] == channels
        && inputs[0].count == target.labels.count * channels,
      "segmentation loss: logits \(inputs), \(channels) channels of \(target.labels.count) pixels "
        + "expected")
    return [partCount]
  }

  /// The parts, weighted.
  public func forward(_ inputs: [Tensor]) -> Tensor {
    let computation = SegmentationLossComputation(logits: inputs[0], loss: self)
    if inputs[0].isTracked {
      kept.store(computation.gradient(scaledBy: [Float](repeating: 1, count: 4)), for: inputs[0])
    }
    return Tensor(computation.parts, shape: [partCount])
  }

  /// The kept gradient, or where the parts are scaled apart, another.
  public func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (logits, scales) = (context.inputs[0], gradient.scalars)
    if scales.allSatisfy({ $0 == 1 }), let made = kept.gradient(for: logits) { return [made] }
    let computation = SegmentationLossComputation(logits: logits, loss: self)
    return [computation.gradient(scaledBy: scales + [1, 1])]
  }
}

/// What a segmenter is asked on every pixel of a batch, at one scale.
public struct SegmentationTarget: Sendable, Hashable {
  /// The class of each pixel, or `LabelMap.ignored`.
  public var labels: [UInt8]
  /// What separates instances, where that is learnt.
  public var instances: InstanceTargets?

  /// Makes a target.
  public init(labels: [UInt8], instances: InstanceTargets? = nil) {
    (self.labels, self.instances) = (labels, instances)
  }

  /// The target of every `step`-th pixel along both axes of pictures of `width` by `height` pixels.
  ///
  /// Of each square the pixel right below its middle is taken.
  package func reduced(by step: Int, width: Int, height: Int) -> SegmentationTarget {
    guard step > 1 else { return self }
    func picked(_ values: [UInt8]) -> [UInt8] {
      let (columns, rows) = (width / step, height / step)
      let pictures = values.count / (width * height)
      var result: [UInt8] = []
      result.reserveCapacity(pictures * columns * rows)
      values.withUnsafeBufferPointer { values in
        for picture in 0..<pictures {
          for row in 0..<rows {
            let line = (picture * height + row * step + step / 2) * width + step / 2
            for column in 0..<columns { result.append(values[line + column * step]) }
          }
        }
      }
      return result
    }
    return SegmentationTarget(
      labels: picked(labels),
      instances: instances.map {
        InstanceTargets(edges: picked($0.edges), depths: picked($0.depths))
      }
    )
  }
}
