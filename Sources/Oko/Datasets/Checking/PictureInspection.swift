import OkoImaging

/// What a full look at one picture's file tells.
struct PictureInspection: Sendable {
  /// The size when upright.
  var size: Size?
  /// Why the picture cannot be read, or nil.
  var problem: String?
  /// What the decoder passed over, or nil.
  var warning: String?
  var is16Bit = false
  var isTurned = false
  /// A hash of the file's bytes, with their number.
  var identity = Identity(hash: 0, byteCount: 0)
  /// The difference hash; nil where the picture is too even for it to mean anything.
  var likeness: UInt64?

  struct Identity: Hashable, Sendable {
    let hash: UInt64
    let byteCount: Int
  }

  init(path: String) {
    do throws(FileReadingError) {
      let bytes = try FileSystem.read(path, limit: 2 << 30)
      identity = Identity(hash: Self.hash(bytes), byteCount: bytes.count)
      decode(bytes)
    } catch {
      problem = error.message
    }
  }

  /// Reports what is wrong with the picture at `path`, whose labels are for `expected`.
  func report(_ path: String, size expected: Size, into collector: inout AnnotationCollector) {
    if let problem { collector.add(.error, path: path, problem) }
    if let warning { collector.add(.warning, path: path, warning) }
    guard let size, size != expected else { return }
    let isSwapped = size == Size(width: expected.height, height: expected.width)
    let hint =
      isSwapped && isTurned
      ? "; it is stored turned (EXIF), and its labels seem to be for the picture as stored" : ""
    collector.add(
      .error, path: path,
      "the picture is \(size.width)×\(size.height), but its labels are for "
        + "\(expected.width)×\(expected.height)\(hint)")
  }

  /// Counts the pictures that are stored in unusual ways.
  static func reportKinds(
    _ inspections: [PictureInspection], into collector: inout AnnotationCollector
  ) {
    let turned = inspections.count(where: \.isTurned)
    if turned > 0 {
      collector.add(
        .note, path: ".",
        "pictures stored turned (EXIF): \(turned); labels are read as of the upright picture")
    }
    let deep = inspections.count(where: \.is16Bit)
    if deep > 0 { collector.add(.note, path: ".", "pictures with 16 bits a sample: \(deep)") }
  }

  /// A hash over words of eight bytes, then over the rest.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { buffer in
      var hash = StableHash()
      let words = buffer.count / 8
      for word in 0..<words {
        hash.mix(word: buffer.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self))
      }
      hash.mix(buffer[(words * 8)...])
      return hash.value
    }
  }
}

/// The difference hash of a picture: whether brightness rises or falls between neighbours of a 9×8 reduction.
enum DifferenceHash {
  /// The 64 bits; nil where most of the picture has one brightness.
  static func of(_ image: Image) -> UInt64? {
    let cells = reduced(image)
    var hash: UInt64 = 0
    var spread: Float = 0
    for row in 0..<8 {
      for column in 0..<8 {
        let (left, right) = (cells[row * 9 + column], cells[row * 9 + column + 1])
        hash = hash << 1 | (left > right ? 1 : 0)
        spread += abs(left - right)
      }
    }
    // Under half a level of 255 between neighbours is noise.
    return spread / 64 > 0.5 && (8...56).contains(hash.nonzeroBitCount) ? hash : nil
  }

  /// Mean brightness, from 0 to 255, of 9 by 8 equal parts, from at most 8 by 8 samples of each.
  private static func reduced(_ image: Image) -> [Float] {
    let channels = image.channels.rawValue
    let colors = channels >= 3 ? 3 : 1
    func brightness(_ index: Int) -> Float {
      switch image.samples {
      case .uint8(let samples):
        (0..<colors).reduce(0) { $0 + Float(samples[index + $1]) } / Float(colors)
      case .uint16(let samples):
        (0..<colors).reduce(0) { $0 + Float(samples[index + $1]) } / Float(257 * colors)
      }
    }
    var cells: [Float] = []
    for row in 0..<8 {
      for column in 0..<9 {
        var sum: Float = 0
        for step in 0..<64 {
          let y = (row * 8 + step / 8) * image.height / 64
          let x = (column * 8 + step % 8) * image.width / 72
          sum += brightness((y * image.width + x) * channels)
        }
        cells.append(sum / 64)
      }
    }
    return cells
  }
}
