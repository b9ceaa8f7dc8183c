import Oko
import OkoImaging

/// A drawing of a mask: a row of text each, `.` for 0, `x` for 255, digits for themselves.
struct MaskDrawing {
  let size: Size
  let values: [UInt8]

  init(_ rows: String...) {
    size = Size(width: rows[0].count, height: rows.count)
    values = rows.joined().utf8.map { byte in
      switch byte {
      case UInt8(ascii: "."): 0
      case UInt8(ascii: "x"): 255
      default: byte - UInt8(ascii: "0")
      }
    }
  }

  var image: Image {
    Image(width: size.width, height: size.height, channels: .gray, samples: values)
  }
}

extension DatasetFolderFixture {
  /// Writes a mask as gray, or with a palette of 256 colours.
  func writeMask(_ mask: MaskDrawing, palette: [UInt8]? = nil, to relative: String) throws {
    try write(PNGEncoder.encode(mask.image, palette: palette), to: relative)
  }

  /// Writes a picture as large as `mask`.
  func writePicture(_ relative: String, like mask: MaskDrawing, shade: UInt8 = 128) throws {
    try writePicture(
      relative, width: mask.size.width, height: mask.size.height, shade: shade)
  }

  /// Reads the dataset, whatever is wrong with it.
  func segmentation(_ relative: String = "") throws -> SegmentationDataset {
    var options = DatasetOptions()
    options.errorPolicy = .collect
    options.heldBackShare = 0
    return try SegmentationDataset.load(folder: path + relative, options: options)
  }

  /// VOC's palette.
  static let vocPalette: [UInt8] = (UInt8(0)...255).flatMap { index -> [UInt8] in
    let color = MaskColor(vocClass: index)
    return [color.red, color.green, color.blue]
  }
}
