import OkoImaging

extension SegmentationResult {
  /// The classes as a PNG of 8 bits whose palette is that of Pascal VOC.
  package func classPicture() throws(ImageError) -> [UInt8] {
    let image = Image(
      width: size.width, height: size.height, channels: .gray, samples: labels.labels)
    return try PNGEncoder.encode(
      image, text: [PNGText("Software", "oko \(okoVersion)")], palette: MaskColor.paletteOfVOC)
  }

  /// The numbers of the things as a PNG of 16 bits, or of more than 65,535 as colours, red the highest byte; nil
  /// where things were not told apart.
  package func instancePicture() throws(ImageError) -> [UInt8]? {
    guard let map = instanceMap else { return nil }
    let image: Image
    if instances.count <= Int(UInt16.max) {
      image = Image(
        width: size.width, height: size.height, channels: .gray,
        samples: map.ids.map { UInt16(truncatingIfNeeded: $0) })
    } else {
      var samples: [UInt8] = []
      samples.reserveCapacity(map.ids.count * 3)
      for id in map.ids {
        for shift in [16, 8, 0] { samples.append(UInt8(truncatingIfNeeded: id >> shift)) }
      }
      image = Image(width: size.width, height: size.height, channels: .rgb, samples: samples)
    }
    return try PNGEncoder.encode(image, text: [PNGText("Software", "oko \(okoVersion)")])
  }
}
