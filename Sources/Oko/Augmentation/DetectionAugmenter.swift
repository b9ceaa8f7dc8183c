public import OkoImaging
package import OkoTensors
package import OkoTraining

/// Makes training samples of labelled pictures: places, draws, blends and colours them, and moves their boxes.
package struct DetectionAugmenter: Sendable {
  package let samples: [DetectionSample]
  package let side: Int
  package let options: DetectionAugmentation
  package let cache: PictureCache
  /// Chooses the pictures that join one in a mosaic or a blend.
  package let partners: WeightedChoice

  package init(
    samples: [DetectionSample], side: Int, options: DetectionAugmentation, cache: PictureCache,
    partners: WeightedChoice
  ) {
    (self.samples, self.side, self.options) = (samples, side, options)
    (self.cache, self.partners) = (cache, partners)
  }

  /// The sample made of the picture `index`; all that is random comes from `random`.
  package func sample(
    _ index: Int, at position: EpochPosition, using random: inout RandomSource
  ) throws(TrainingError) -> AugmentedPicture {
    let allowsMosaic = options.allowsMosaic(
      epoch: position.epoch, of: position.plannedEpochs)
    var placements = place(index, allowsMosaic, using: &random)
    var (pixels, targets) = try draw(placements)
    if random.uniform() < options.mixup {
      let others = place(partners.index(using: &random), allowsMosaic, using: &random)
      let (otherPixels, otherTargets) = try draw(others)
      Self.blend(&pixels, otherPixels, share: Self.mixupShare(using: &random))
      targets.boxes += otherTargets.boxes
      targets.classes += otherTargets.classes
      targets.ignored += otherTargets.ignored
      placements += others
    }
    func factor(_ gain: Float, _ random: inout RandomSource) -> Float {
      gain == 0 ? 0 : random.uniform(in: -gain...gain)
    }
    let jitter = ColorJitter(
      hue: factor(options.hue, &random), saturation: 1 + factor(options.saturation, &random),
      value: 1 + factor(options.brightness, &random))
    if options.hue != 0 || options.saturation != 0 || options.brightness != 0 {
      pixels.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        jitter.apply(to: base, count: buffer.count / 3)
      }
    }
    return AugmentedPicture(
      image: Image(width: side, height: side, channels: .rgb, samples: pixels), targets: targets,
      files: placements.map { samples[$0.sample].imagePath })
  }

  private func place(
    _ index: Int, _ allowsMosaic: Bool, using random: inout RandomSource
  ) -> [Placement] {
    options.placements(
      of: index, side: side, allowsMosaic: allowsMosaic, sizes: { samples[$0].size },
      partner: { partners.index(using: &$0) }, using: &random)
  }

  private func draw(
    _ placements: [Placement]
  ) throws(TrainingError) -> (pixels: [UInt8], targets: DetectionTargets) {
    var pixels = [UInt8](repeating: options.fill, count: side * side * 3)
    var targets = DetectionTargets()
    let canvas = Size(width: side, height: side)
    for placement in placements {
      let sample = samples[placement.sample]
      let picture: PicturePyramid
      do {
        picture = try cache.picture(at: sample.imagePath)
      } catch {
        throw error.training(file: sample.imagePath)
      }
      pixels.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        PictureWarp.draw(picture, through: placement.map, onto: base, size: canvas)
      }
      targets.add(sample.objects, through: placement.map, canvas: canvas)
    }
    return (pixels, targets)
  }

  /// `first` times `share` plus `second` times the rest.
  private static func blend(_ first: inout [UInt8], _ second: [UInt8], share: Float) {
    let weight = UInt32((share * 256).rounded())
    for index in first.indices {
      let sum = UInt32(first[index]) &* weight &+ UInt32(second[index]) &* (256 &- weight)
      first[index] = UInt8(truncatingIfNeeded: (sum &+ 128) >> 8)
    }
  }

  /// A number from the distribution Beta(32, 32), which the middle one of 63 even ones has.
  private static func mixupShare(using random: inout RandomSource) -> Float {
    (0..<63).map { _ in random.uniform() }.sorted()[31]
  }
}

/// One sample of a training batch.
public struct AugmentedPicture: Sendable {
  /// The canvas, 8-bit RGB.
  public let image: Image
  /// What is to be found on it.
  public let targets: DetectionTargets
  /// The files that it is made of; the first is the sample's own.
  public let files: [String]
}
