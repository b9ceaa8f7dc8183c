package import OkoImaging
import OkoTensors

/// How a segmenter is built and trained on a dataset: what the user said, and the rest fitted to the data.
///
/// After nnU-Net (Isensee et al. 2021), sized for a processor: patches as large as the pictures up to a number
/// of pixels that a step can take, as many scales as leave the coarsest at 8 pixels, widths that double, and a
/// batch that fits the memory.
package struct SegmentationConfiguration: Sendable, Hashable {
  /// The network.
  package var architecture: SegmentationArchitecture
  /// The patches.
  package var patch: Size
  /// Patches in a step.
  package var batchSize: Int
  /// How samples become the network's input.
  package var normalization: PictureNormalization
  /// How pictures are changed.
  package var augmentation: SegmentationAugmentation
  /// What is minimized.
  package var loss: SegmentationLossOptions
  /// Patches that are cut from each picture in an epoch.
  package var patchesPerPicture: Int

  /// Fits what `options` leave open to `statistics`.
  package init(
    _ options: SegmentationTrainingOptions, _ statistics: SegmentationStatistics,
    hasInstances: Bool, hasBackground: Bool
  ) {
    let classCount = statistics.classShares.count
    let separates = options.separatesInstances ?? hasInstances
    architecture = Self.architecture(
      options, statistics, classCount: classCount, separatesInstances: separates)
    let limit = options.network == .unet ? 256 * 256 : 416 * 416
    patch =
      options.patch
      ?? Self.patch(for: statistics.medianSize, limit: limit, multiple: architecture.multiple)
    normalization =
      options.normalization ?? (statistics.instrumentShare >= 0.5 ? .standardized : .unit)
    augmentation =
      options.augmentation ?? (normalization == .standardized ? .microscopy : .standard)
    loss = options.loss
    if !hasBackground { loss.diceCountsFirstClass = true }
    if options.balancesClasses, loss.classWeights == nil {
      loss.classWeights = Self.classWeights(statistics.classShares)
    }
    batchSize = options.batchSize ?? Self.batchSize(architecture, patch)
    let (picture, piece) = (statistics.medianSize, patch.width * patch.height)
    let pieces = Double(picture.width * picture.height) / Double(piece)
    // Huge pictures are seen in part in an epoch; few pictures several times.
    let wanted = max(1, pieces.rounded(), 64 / Double(max(1, statistics.pictureCount)))
    patchesPerPicture = Int(min(wanted.rounded(.up), 16))
  }

  private static func architecture(
    _ options: SegmentationTrainingOptions, _ statistics: SegmentationStatistics,
    classCount: Int, separatesInstances: Bool
  ) -> SegmentationArchitecture {
    switch options.network {
    case .light:
      let width = options.width ?? 16
      let widths = [1, 2, 4, 8, 16].map { width * $0 }
      return SegmentationArchitecture(
        family: .light, widths: widths, depths: [1, 2, 2, 1],
        decoderWidths: [width * 3 / 2, width * 2, width * 4, width * 6],
        classCount: classCount, separatesInstances: separatesInstances)
    case .unet:
      // Two classes of small things need fewer features than a street.
      let width = options.width ?? (classCount > 4 ? 24 : 16)
      let side = min(statistics.medianSize.width, statistics.medianSize.height, 256)
      var scales = 2
      while side >> scales >= 8, scales < 6 { scales += 1 }
      let widths = (0..<scales).map { min(width << $0, width * 12) }
      return SegmentationArchitecture(
        family: .unet, widths: widths, depths: [0] + [Int](repeating: 1, count: scales - 1),
        decoderWidths: Array(widths.dropLast()), classCount: classCount,
        separatesInstances: separatesInstances)
    }
  }

  /// The largest patch of about the shape of `size` with sides that are multiples and at most `limit` pixels.
  private static func patch(for size: Size, limit: Int, multiple: Int) -> Size {
    let scale = min(1, (Double(limit) / Double(size.width * size.height)).squareRoot())
    func side(_ length: Int) -> Int {
      max(1, Int((Double(length) * scale / Double(multiple)).rounded())) * multiple
    }
    return Size(width: side(size.width), height: side(size.height))
  }

  /// The root of the median share over a class's own, from a half to 4; nil where classes differ less than tenfold.
  ///
  /// After the median frequency balancing of Eigen and Fergus 2015, softened.
  private static func classWeights(_ shares: [Double]) -> [Float]? {
    let present = shares.filter { $0 > 0 }.sorted()
    guard let least = present.first, let most = present.last, most > 10 * least else { return nil }
    let median = present[present.count / 2]
    return shares.map { share in
      share == 0 ? 1 : Float(min(max((median / share).squareRoot(), 0.5), 4))
    }
  }

  /// Eight patches, or as many as leave three quarters of the memory free.
  private static func batchSize(_ architecture: SegmentationArchitecture, _ patch: Size) -> Int {
    // A dozen maps of each scale live from the forward to the backward.
    let first = architecture.family == .unet ? 0 : 1
    let floats = architecture.widths.enumerated().reduce(0) { sum, scale in
      sum + 12 * scale.element * (patch.width * patch.height) >> (2 * (scale.offset + first))
    }
    return min(max(2, MachineMemory.bytes / 4 / max(1, 4 * floats)), 8)
  }
}
