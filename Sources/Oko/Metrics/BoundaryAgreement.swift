import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// How well the outlines of each class agree on one picture.
///
/// After Csurka et al. 2013 ("What is a good evaluation measure for semantic segmentation?"): a pixel of an outline is
/// right where the outline of the same class on the other map is within the tolerance, 0.75 % of the picture's
/// diagonal and at least a pixel. The outline are the pixels of a class with one of another class above, below, left or
/// right of them; ignored pixels and the edge of the picture make no outline.
struct BoundaryAgreement: Sendable, Hashable {
  /// The F1 score of the outline of each class: nil where neither map has one, 0 where one has none.
  let f1: [Double?]

  init(classCount: Int, predicted: LabelMap, truth: LabelMap) {
    let tolerance = Self.tolerance(truth.size)
    let (found, wanted) = (
      Self.outlines(predicted, classCount: classCount, truth: truth),
      Self.outlines(truth, classCount: classCount, truth: truth)
    )
    f1 = (0..<classCount).map { index in
      let (found, wanted) = (found[index], wanted[index])
      guard !found.isEmpty, !wanted.isEmpty else {
        return found.isEmpty && wanted.isEmpty ? nil : 0
      }
      func share(of pixels: [Int], near others: [Int]) -> Double {
        let near = BitPlane(size: truth.size, pixels: others).widened(by: tolerance)
        return Double(near.count(of: pixels)) / Double(pixels.count)
      }
      let precision = share(of: found, near: wanted)
      let recall = share(of: wanted, near: found)
      return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
    }
  }

  /// How far apart two outlines may be, in pixels.
  static func tolerance(_ size: Size) -> Double {
    max(1, 0.0075 * hypot(Double(size.width), Double(size.height)))
  }

  /// The pixels on the outline of each class of `map`, counted row by row.
  private static func outlines(
    _ map: LabelMap, classCount: Int, truth: LabelMap
  ) -> [[Int]] {
    var outlines = [[Int]](repeating: [], count: classCount)
    let (width, height) = (map.size.width, map.size.height)
    map.labels.withUnsafeBufferPointer { labels in
      truth.labels.withUnsafeBufferPointer { truth in
        /// Whether the pixels are known to be of two classes.
        func differ(_ pixel: Int, _ other: Int) -> Bool {
          labels[pixel] != labels[other] && truth[other] != LabelMap.ignored
        }
        for y in 0..<height {
          for x in 0..<width {
            let pixel = y &* width &+ x
            let isOutline =
              x > 0 && differ(pixel, pixel &- 1) || x &+ 1 < width && differ(pixel, pixel &+ 1)
              || y > 0 && differ(pixel, pixel &- width)
              || y &+ 1 < height && differ(pixel, pixel &+ width)
            guard isOutline, truth[pixel] != LabelMap.ignored, labels[pixel] != LabelMap.ignored
            else { continue }
            outlines[Int(labels[pixel])].append(pixel)
          }
        }
      }
    }
    return outlines
  }
}
