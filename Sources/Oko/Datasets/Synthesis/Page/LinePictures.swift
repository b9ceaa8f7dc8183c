import OkoImaging
import OkoTensors

/// Pictures of lines that are at hand with their texts, to be laid out on pages.
public struct LinePictures: Sendable {
  /// Of one part of the set, in the order of its labels: neighbours are mostly of one document.
  let training: [TextSample]
  let validation: [TextSample]

  /// Lists the lines of a dataset for `oko train read`, whose validation lines go on the pages for validation alone.
  ///
  /// Rows that are wrong are left out.
  ///
  /// - Throws: `DatasetError` where it has no lines.
  public init(folder: String) throws(DatasetError) {
    let dataset = try TextDataset.measurable(folder: folder, split: .train)
    training = dataset.samples(.train)
    validation = dataset.samples(.val).isEmpty ? training : dataset.samples(.val)
  }
}

extension GrayPlane {
  /// The ink of a scanned line: how much darker than its paper each pixel is, fading out at the left and the right.
  ///
  /// Nil where the picture cannot be read or shows nothing.
  init?(inkOf path: String, height: Int) {
    guard
      let image = try? ImageDecoder.decode(path: path).image.converted(to: .gray, depth: .eight),
      image.height >= 8, image.width >= 4
    else { return nil }
    let width = max(4, Int((Double(image.width * height) / Double(image.height)).rounded()))
    let small = image.resized(to: Size(width: width, height: height))
    guard width < 4096, var plane = GrayPlane(small) else { return nil }
    let sorted = plane.values.sorted()
    let (ink, paper) = (sorted[sorted.count / 50], sorted[sorted.count * 4 / 5])
    guard paper - ink > 0.08 else { return nil }
    // Print that is nearly gone would be a box around nothing.
    let strength = max(1, 0.5 * paper / (paper - ink))
    // What is nearly as bright as the paper is its grain, not ink.
    for index in plane.values.indices {
      let darkness = 1 - plane.values[index] / paper
      let column = index % width
      let edge = strength * min(Float(min(column, width - 1 - column)) * 0.5 + 0.5, 1)
      plane.values[index] = min(max((darkness - 0.1) * 1.11, 0) * edge, 1)
    }
    self = plane
  }
}
