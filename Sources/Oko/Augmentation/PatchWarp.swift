import OkoImaging

/// A patch of a labelled picture as it is cut out, before its colours change.
package struct CutPatch: Sendable {
  /// 8-bit RGB.
  package var pixels: [UInt8]
  /// The class of each pixel; ignored outside the picture.
  package var labels: [UInt8]
  /// The instance of each pixel, `InstanceTargets.unknown` outside the picture; empty where there are none.
  package var ids: [UInt32]
}

/// Draws a picture and its labels through one map: the picture bilinearly, labels and instances from the nearest.
package enum PatchWarp {
  /// Cuts the patch at `map` out of `picture`; outside, the picture is mirrored, or `fill` where it is given.
  package static func cut(_ map: PatchMap, from picture: LabelledPicture, fill: UInt8? = nil)
    -> CutPatch
  {
    let (width, height) = (map.size.width, map.size.height)
    let count = width * height
    var patch = CutPatch(
      pixels: [UInt8](repeating: fill ?? 0, count: count * 3),
      labels: [UInt8](repeating: LabelMap.ignored, count: count),
      ids: picture.ids == nil
        ? [] : [UInt32](repeating: InstanceTargets.unknown, count: count))
    let level = picture.pyramid.level(for: map.step)
    let source = BilinearSource(image: picture.pyramid.levels[level], level: level)
    patch.pixels.withUnsafeMutableBufferPointer { pixels in
      patch.labels.withUnsafeMutableBufferPointer { labels in
        patch.ids.withUnsafeMutableBufferPointer { ids in
          source.withPixels { reader in
            picture.withMasks { masks in
              guard let pixels = pixels.baseAddress, let labels = labels.baseAddress else { return }
              let targets = Targets(
                pixels: pixels, labels: labels, ids: ids.baseAddress, width: width)
              draw(map, reader, masks, fillsOutside: fill == nil, into: targets)
            }
          }
        }
      }
    }
    return patch
  }

  private struct Targets {
    let pixels: UnsafeMutablePointer<UInt8>
    let labels: UnsafeMutablePointer<UInt8>
    let ids: UnsafeMutablePointer<UInt32>?
    let width: Int
  }

  private static func draw(
    _ map: PatchMap, _ reader: BilinearReader, _ masks: LabelledPicture.Masks, fillsOutside: Bool,
    into targets: Targets
  ) {
    let width = targets.width
    let extent = SIMD2(Float(masks.size.width), Float(masks.size.height))
    withUnsafeTemporaryAllocation(of: Bool.self, capacity: width) { isInside in
      guard let isInside = isInside.baseAddress else { return }
      map.forEachRow { y, xs, ys in
        let isWhole = bound(xs, ys, count: width, extent: extent, isInside: isInside)
        let row = y * width
        drawMasks(xs, ys, isWhole ? nil : isInside, masks, targets, row: row)
        reader.draw(
          xs, ys, count: width, where: isWhole || fillsOutside ? nil : isInside,
          into: targets.pixels + row * 3)
      }
    }
  }

  /// Mirrors points outside at the border; whether there were none, and else which are inside.
  private static func bound(
    _ xs: UnsafeMutablePointer<Float>, _ ys: UnsafeMutablePointer<Float>, count: Int,
    extent: SIMD2<Float>, isInside: UnsafeMutablePointer<Bool>
  ) -> Bool {
    var (lowX, highX, lowY, highY) = (xs[0], xs[0], ys[0], ys[0])
    for x in 0..<count {
      (lowX, highX) = (xs[x] < lowX ? xs[x] : lowX, xs[x] > highX ? xs[x] : highX)
      (lowY, highY) = (ys[x] < lowY ? ys[x] : lowY, ys[x] > highY ? ys[x] : highY)
    }
    if lowX >= 0 && lowY >= 0 && highX < extent.x && highY < extent.y { return true }
    for x in 0..<count {
      isInside[x] = xs[x] >= 0 && xs[x] < extent.x && ys[x] >= 0 && ys[x] < extent.y
      xs[x] = mirrored(xs[x], extent: extent.x)
      ys[x] = mirrored(ys[x], extent: extent.y)
    }
    return false
  }

  /// The point within 0…`extent` that `value` is an image of between two mirrors.
  @inline(__always)
  private static func mirrored(_ value: Float, extent: Float) -> Float {
    let period = 2 * extent
    let rest = value - (value / period).rounded(.down) * period
    return min(max(min(rest, period - rest), 0), extent)
  }

  private static func drawMasks(
    _ xs: UnsafePointer<Float>, _ ys: UnsafePointer<Float>, _ isInside: UnsafePointer<Bool>?,
    _ masks: LabelledPicture.Masks, _ targets: Targets, row: Int
  ) {
    let (width, lastX, lastY) = (masks.size.width, masks.size.width - 1, masks.size.height - 1)
    for x in 0..<targets.width where isInside?[x] ?? true {
      let place = min(Int(ys[x]), lastY) &* width &+ min(Int(xs[x]), lastX)
      let label = masks.labels[place]
      targets.labels[row + x] = label
      if let ids = masks.ids, let target = targets.ids, label != LabelMap.ignored {
        target[row + x] = ids[place]
      }
    }
  }
}
