import OkoImaging
import OkoTensors

/// Pictures of lines that are at hand with their texts, to be laid out on pages.
public struct LinePictures: Sendable {
  /// A line's picture and what is written on it.
  struct Row: Sendable {
    let path: String
    let text: String
  }

  /// Of one part of the set, in the order of its file: neighbours are mostly of one document.
  let training: [Row]
  let validation: [Row]

  /// Lists the lines of a folder with `train.tsv`, whose rows are a picture's path, a tab and its text, and if it has
  /// one `val.tsv`, whose lines go on the pages for validation alone.
  public init(folder: String) throws(DatasetError) {
    training = try Self.rows("train.tsv", in: folder)
    let hasValidation = FileSystem.isFile(folder + "/val.tsv")
    validation = hasValidation ? try Self.rows("val.tsv", in: folder) : training
  }

  private static func rows(_ name: String, in folder: String) throws(DatasetError) -> [Row] {
    let path = folder + "/" + name
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: 256 << 20)
    } catch {
      throw DatasetError(.notFound, path: path, message: error.message)
    }
    var rows: [Row] = []
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else { continue }
      rows.append(Row(path: folder + "/" + parts[0], text: String(parts[1])))
    }
    guard !rows.isEmpty else {
      throw DatasetError(.empty, path: path, message: "no row of a picture, a tab and a text")
    }
    return rows
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
