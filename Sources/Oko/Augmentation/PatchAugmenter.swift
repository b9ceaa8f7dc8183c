package import OkoImaging
package import OkoTensors

/// Makes training patches of labelled pictures: places, cuts and colours them.
package struct PatchAugmenter: Sendable {
  package let size: Size
  package let options: SegmentationAugmentation
  package let normalization: PictureNormalization
  /// The share of patches about a pixel of a class other than 0.
  package let foregroundShare: Float

  package init(
    size: Size, options: SegmentationAugmentation, normalization: PictureNormalization,
    foregroundShare: Float
  ) {
    (self.size, self.options, self.normalization) = (size, options, normalization)
    self.foregroundShare = foregroundShare
  }

  /// A random patch of `picture`, which the file `file` holds.
  package func patch(
    of picture: LabelledPicture, file: String, using random: inout RandomSource
  ) -> AugmentedPatch {
    let map = options.placement(
      size, on: picture.size, focus: focus(on: picture, using: &random), using: &random)
    let change = IntensityChange(options, using: &random)
    var cut = PatchWarp.cut(map, from: picture, fill: options.fill)
    filter(&cut.pixels, change, isGray: picture.isGray)
    let table = IntensityTable(
      change, pixels: cut.pixels, normalization: normalization, scaling: picture.scaling)
    let pixels = [Float](unsafeUninitializedCapacity: cut.pixels.count) { buffer, count in
      count = cut.pixels.count
      table.values.withUnsafeBufferPointer { table in
        cut.pixels.withUnsafeBufferPointer { pixels in
          for place in 0..<count { buffer[place] = table[Int(pixels[place])] }
        }
      }
      guard let noise = change.noise else { return }
      let values = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      PatchNoise.add(
        to: values, deviation: noise * picture.deviation,
        isGray: picture.isGray || change.becomesGray, using: &random)
      guard normalization == .unit else { return }
      for place in 0..<count { values[place] = min(max(values[place], 0), 1) }
    }
    return AugmentedPatch(
      pixels: pixels, labels: cut.labels,
      instances: picture.ids == nil ? nil : InstanceTargets(cut.ids, size: size), file: file)
  }

  /// A random pixel of a random class that occurs, each class as often.
  private func focus(
    on picture: LabelledPicture, using random: inout RandomSource
  ) -> (x: Int, y: Int)? {
    let classes = picture.places.foreground
    guard random.uniform() < foregroundShare, !classes.isEmpty else { return nil }
    let label = classes[classes.startIndex + random.index(below: classes.count)]
    return picture.places.pixel(of: label, in: picture.labels, using: &random)
  }

  private func filter(_ pixels: inout [UInt8], _ change: IntensityChange, isGray: Bool) {
    if !isGray, options.hue != 0 || options.saturation != 0 {
      let jitter = ColorJitter(hue: change.hue, saturation: change.saturation, value: 1)
      pixels.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        jitter.apply(to: start, count: buffer.count / 3)
      }
    }
    if !isGray, change.becomesGray { PatchFilters.removeColor(&pixels) }
    if let blur = change.blur { PatchFilters.blur(&pixels, size: size, deviation: blur) }
    if let resolution = change.lowResolution {
      PatchFilters.lowerResolution(&pixels, size: size, to: resolution)
    }
  }
}

/// One patch of a training batch.
public struct AugmentedPatch: Sendable {
  /// Normalised RGB.
  package let pixels: [Float]
  /// The class of each pixel, or `LabelMap.ignored`.
  public let labels: [UInt8]
  /// What separates instances, where that is learnt.
  public let instances: InstanceTargets?
  /// The file that it is cut from.
  public let file: String
}
