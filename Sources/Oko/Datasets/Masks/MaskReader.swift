import OkoImaging

/// Reads masks: pictures whose samples or colours stand for classes or for single things.
enum MaskReader {
  /// The classes in the mask at `path`, which must be of `size`.
  static func labels(
    at path: String, encoding: MaskEncoding, size: Size, classCount: Int
  ) throws(ImageError) -> LabelMap {
    let labels: [UInt8]
    switch encoding {
    case .indices: labels = try indices(of: decoded(path, size: size).image, path: path)
    case .binary:
      labels = try indices(of: decoded(path, size: size).image, path: path).map { $0 == 0 ? 0 : 1 }
    case .colors(let table):
      let image = try decoded(path, size: size, keepsPaletteIndices: false).image
      labels = try classes(of: image, by: table, path: path)
    }
    if let place = labels.firstIndex(where: { Int($0) >= classCount && $0 != LabelMap.ignored }) {
      throw ImageError(
        .damaged,
        "class \(labels[place]) at pixel (\(place % size.width), \(place / size.width)), but there "
          + "are \(classCount) classes (0…\(classCount - 1), \(LabelMap.ignored) is ignored)",
        path: path)
    }
    return LabelMap(size: size, labels: labels)
  }

  /// The things in the picture of instance numbers at `path`, which must be of `size`.
  static func instances(at path: String, size: Size) throws(ImageError) -> InstanceMap {
    let decoded = try decoded(path, size: size)
    let image = decoded.image
    switch (image.samples, image.channels) {
    case (.uint8(let samples), .gray) where decoded.isIndexed:
      // As in VOC's SegmentationObject, whose last index is what nothing is known of.
      return InstanceMap(
        size: size, ids: samples.map { $0 == LabelMap.ignored ? 0 : UInt32($0) })
    case (.uint8(let samples), .gray):
      return InstanceMap(size: size, ids: samples.map(UInt32.init))
    case (.uint16(let samples), .gray):
      return InstanceMap(size: size, ids: samples.map(UInt32.init))
    case (.uint8(let samples), .rgb):
      // Every colour is a thing, as in VOC's SegmentationObject; black is none, VOC's last colour unknown.
      let ids = (0..<samples.count / 3).map { place -> UInt32 in
        let color = MaskColor(samples[3 * place], samples[3 * place + 1], samples[3 * place + 2])
        return color == MaskColor.ignoredByVOC
          ? 0 : UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
      }
      return InstanceMap(size: size, ids: ids)
    default:
      throw ImageError(
        .unsupportedFormat, "instance numbers are gray, of 8 or 16 bits, or colours", path: path)
    }
  }

  /// The mask as stored: its pixels are held against the upright picture, but never turned themselves.
  private static func decoded(
    _ path: String, size: Size, keepsPaletteIndices: Bool = true
  ) throws(ImageError) -> DecodedImage {
    var options = DecodeOptions()
    options.appliesOrientation = false
    options.keepsPaletteIndices = keepsPaletteIndices
    let decoded = try ImageDecoder.decode(path: path, options: options)
    guard decoded.format == .png else {
      throw ImageError(
        .unsupportedFormat, "a JPEG, which blurs labels; masks are PNG files", path: path)
    }
    guard decoded.image.size == size else {
      throw ImageError(
        .damaged,
        "the mask is \(decoded.image.width)×\(decoded.image.height), but its picture is "
          + "\(size.width)×\(size.height)", path: path)
    }
    return decoded
  }

  private static func indices(of image: Image, path: String) throws(ImageError) -> [UInt8] {
    switch (image.samples, image.channels) {
    case (.uint8(let samples), .gray): return samples
    case (.uint16(let samples), .gray):
      if let place = samples.firstIndex(where: { $0 > 255 }) {
        throw ImageError(
          .damaged,
          "class \(samples[place]) at pixel (\(place % image.width), \(place / image.width)); "
            + "classes go up to 254", path: path)
      }
      return samples.map { UInt8(truncatingIfNeeded: $0) }
    default:
      // Colours without a table: those of VOC.
      return try classes(of: image, by: MaskColor.indexOfVOC, path: path)
    }
  }

  private static func classes(
    of image: Image, by table: [MaskColor: UInt8], path: String
  ) throws(ImageError) -> [UInt8] {
    guard case .uint8(let samples) = image.converted(to: .rgb, depth: .eight).samples else {
      preconditionFailure("MaskReader: 8 bits asked, 16 given")
    }
    var labels = [UInt8](repeating: 0, count: image.width * image.height)
    var last = (color: MaskColor(0, 0, 0), label: table[MaskColor(0, 0, 0)])
    for place in labels.indices {
      let color = MaskColor(samples[3 * place], samples[3 * place + 1], samples[3 * place + 2])
      if color != last.color { last = (color, table[color]) }
      guard let label = last.label else {
        throw ImageError(
          .damaged,
          "the colour \(color.red), \(color.green), \(color.blue) at pixel "
            + "(\(place % image.width), \(place / image.width)) stands for no class", path: path)
      }
      labels[place] = label
    }
    return labels
  }
}

extension MaskColor {
  /// What the border of a thing has in VOC's masks.
  static let ignoredByVOC = MaskColor(224, 224, 192)

  /// The colour of a class in Pascal VOC: the bits of its number, spread over the channels from the top down.
  package init(vocClass index: UInt8) {
    self.init(0, 0, 0)
    for shift in UInt8(0)..<3 {
      let bit = 7 - shift
      red |= (index >> (3 * shift) & 1) << bit
      if 3 * shift + 1 < 8 { green |= (index >> (3 * shift + 1) & 1) << bit }
      if 3 * shift + 2 < 8 { blue |= (index >> (3 * shift + 2) & 1) << bit }
    }
  }

  /// VOC's palette for PNG files: red, green and blue of each index.
  static let paletteOfVOC: [UInt8] = (UInt8(0)...255).flatMap { index in
    let color = MaskColor(vocClass: index)
    return [color.red, color.green, color.blue]
  }

  /// The class of each of VOC's colours.
  static let indexOfVOC: [MaskColor: UInt8] = {
    var table = Dictionary(
      uniqueKeysWithValues: (UInt8(0)...254).map { (MaskColor(vocClass: $0), $0) })
    table[ignoredByVOC] = LabelMap.ignored
    table[MaskColor(255, 255, 255)] = LabelMap.ignored
    return table
  }()
}
