import OkoImaging
public import OkoTensors
public import OkoTraining

/// What a classifier trains on in one step.
public struct ClassBatch: Sendable {
  /// The pictures, `[N, H, W, 3]` from 0 to 1.
  public let images: Tensor
  /// The class of each.
  public let classes: [Int]
  /// The files that the pictures are made of.
  public let files: [String]
}

/// One sample of a batch.
public struct ClassPicture: Sendable {
  let image: Image
  let classIndex: Int
  let file: String
}

/// The way from class folders to the batches of a classifier.
enum ClassBatches {
  /// Shuffled, augmented batches of `samples`, loaded ahead by threads.
  ///
  /// Pictures are fitted into squares of `side` pixels, moved and coloured as `augmentation` says, without mosaics
  /// and blends.
  static func loader(
    _ samples: [ClassSample], side: Int, augmentation: DetectionAugmentation,
    options: TrainingOptions
  ) -> BatchLoader<ClassPicture, ClassBatch> {
    var augmentation = augmentation
    (augmentation.mosaic, augmentation.mixup) = (0, 0)
    let cache = PictureCache(side: side * 5 / 4)
    return BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      load: { [augmentation] index, _, random in
        let sample = samples[index]
        let picture: PicturePyramid
        do {
          picture = try cache.picture(at: sample.imagePath)
        } catch {
          throw error.training(file: sample.imagePath)
        }
        return ClassPicture(
          image: draw(picture, side: side, augmentation, using: &random),
          classIndex: sample.classIndex, file: sample.imagePath)
      },
      collate: { pictures in
        ClassBatch(
          images: Tensor(onThisThread: pictures.map(\.image)),
          classes: pictures.map(\.classIndex), files: pictures.map(\.file))
      })
  }

  private static func draw(
    _ picture: PicturePyramid, side: Int, _ augmentation: DetectionAugmentation,
    using random: inout RandomSource
  ) -> Image {
    let placements = augmentation.placements(
      of: 0, side: side, allowsMosaic: false, sizes: { _ in picture.originalSize },
      partner: { _ in 0 }, using: &random)
    var pixels = [UInt8](repeating: augmentation.fill, count: side * side * 3)
    func factor(_ gain: Float) -> Float { gain == 0 ? 0 : random.uniform(in: -gain...gain) }
    let jitter = ColorJitter(
      hue: factor(augmentation.hue), saturation: 1 + factor(augmentation.saturation),
      value: 1 + factor(augmentation.brightness))
    pixels.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for placement in placements {
        PictureWarp.draw(
          picture, through: placement.map, onto: base, size: Size(width: side, height: side))
      }
      if augmentation.hue != 0 || augmentation.saturation != 0 || augmentation.brightness != 0 {
        jitter.apply(to: base, count: side * side)
      }
    }
    return Image(width: side, height: side, channels: .rgb, samples: pixels)
  }
}
