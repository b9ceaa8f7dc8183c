import OkoImaging
import OkoTensors
public import OkoTraining

/// The way from class folders to the batches of a classifier.
public enum ClassBatches {
  /// Shuffled, augmented batches of `samples` for training, loaded ahead by threads.
  ///
  /// Pictures are fitted into squares of `side` pixels, moved and coloured as `augmentation` says, without its mosaics
  /// and blends, which would have several classes. They are kept decoded in memory, up to 1 GiB.
  ///
  /// - Throws: where there are no samples, or an option has no meaning. A picture that cannot be read is
  ///   thrown by the batch that needs it, with its file.
  public static func loader(
    _ samples: [ClassSample], side: Int, augmentation: DetectionAugmentation,
    options: TrainingOptions
  ) throws(TrainingError) -> BatchLoader<ClassPicture, ClassBatch> {
    if samples.isEmpty { throw TrainingError(.data, "there are no pictures") }
    if side < 1 { throw TrainingError(.option, "the image size is \(side); it must be at least 1") }
    try augmentation.validate()
    var augmentation = augmentation
    (augmentation.mosaic, augmentation.mixup) = (0, 0)
    let cache = PictureCache(side: side * 5 / 4)
    return BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      load: { [augmentation] index, _, random in
        let sample = samples[index]
        let picture: PicturePyramid
        do throws(ImageError) {
          picture = try cache.picture(at: sample.imagePath)
        } catch {
          throw error.training(file: sample.imagePath)
        }
        return ClassPicture(
          image: drawn(picture, side: side, augmentation, using: &random),
          classIndex: sample.classIndex, file: sample.imagePath)
      },
      collate: { ClassBatch($0) })
  }

  private static func drawn(
    _ picture: PicturePyramid, side: Int, _ augmentation: DetectionAugmentation,
    using random: inout RandomSource
  ) -> Image {
    let placements = augmentation.placements(
      of: 0, side: side, allowsMosaic: false, sizes: { _ in picture.originalSize },
      partner: { _ in 0 }, using: &random)
    func factor(_ gain: Float) -> Float { gain == 0 ? 0 : random.uniform(in: -gain...gain) }
    let jitter = ColorJitter(
      hue: factor(augmentation.hue), saturation: 1 + factor(augmentation.saturation),
      value: 1 + factor(augmentation.brightness))
    let isColored =
      augmentation.hue != 0 || augmentation.saturation != 0 || augmentation.brightness != 0
    var pixels = [UInt8](repeating: augmentation.fill, count: side * side * 3)
    pixels.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for placement in placements {
        PictureWarp.draw(
          picture, through: placement.map, onto: start, size: Size(width: side, height: side))
      }
      if isColored { jitter.apply(to: start, count: side * side) }
    }
    return Image(width: side, height: side, channels: .rgb, samples: pixels)
  }
}
