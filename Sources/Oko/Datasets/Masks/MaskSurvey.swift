import OkoImaging
import OkoTensors

/// What masks show, looked at no further than is asked: decoding every mask of a large set takes seconds.
struct MaskSurvey {
  /// What one mask shows.
  struct Look: Sendable {
    /// The values that occur in a gray mask, or the indices in one with a palette.
    var labels: Set<UInt8> = []
    /// Whether colours may stand for the classes.
    var isColored = false
  }

  private let paths: [String]
  /// What is known of the first masks.
  private var looks: [Look] = []

  init(_ paths: [String]) { self.paths = paths }

  /// Whether some mask is such; the search ends with the first.
  mutating func contains(where isSuch: (Look) -> Bool) -> Bool {
    if looks.contains(where: isSuch) { return true }
    while looks.count < paths.count {
      let first = looks.count
      looks += Workers.shared.map(min(16, paths.count - first)) { Self.look(at: paths[first + $0]) }
      if looks[first...].contains(where: isSuch) { return true }
    }
    return false
  }

  /// The values that occur in any gray mask.
  mutating func labels() -> Set<UInt8> {
    _ = contains { _ in false }
    return looks.reduce(into: []) { $0.formUnion($1.labels) }
  }

  /// Whether the masks are black and white: 0 and 255 occur, and nothing else.
  mutating func isBlackAndWhite() -> Bool {
    !contains { !$0.labels.isSubset(of: [0, 255]) } && labels() == [0, 255]
  }

  /// What is wrong with the mask is for later.
  private static func look(at path: String) -> Look {
    var options = DecodeOptions()
    options.keepsPaletteIndices = true
    guard let decoded = try? ImageDecoder.decode(path: path, options: options) else {
      return Look()
    }
    let mask = decoded.image
    switch (mask.samples, mask.channels) {
    case (.uint8(let samples), .gray):
      return Look(labels: values(of: samples), isColored: decoded.isIndexed)
    case (_, .gray), (_, .grayAlpha): return Look(isColored: decoded.isIndexed)
    default: return Look(isColored: true)
    }
  }

  private static func values(of samples: [UInt8]) -> Set<UInt8> {
    var seen = [Bool](repeating: false, count: 256)
    samples.withUnsafeBufferPointer { samples in
      for sample in samples { seen[Int(sample)] = true }
    }
    return Set((UInt8.min...UInt8.max).filter { seen[Int($0)] })
  }
}
