public import OkoImaging

/// How often detections of each confidence, place and size were right: detection calibration error.
///
/// Bins divide confidence, cx, cy, width and height, the last four as shares of the picture, into equal parts
/// (Küppers et al. 2020, "Multivariate Confidence Calibration for Object Detection"), and as there, those with few
/// detections are left out.
public struct CalibrationBoxBins: Hashable, Sendable {
  /// Into how many parts each of the five is divided.
  public let divisions: Int
  /// Bins with fewer detections do not count.
  public var leastCount = 8
  private var cells: [Int: Cell] = [:]

  private struct Cell: Hashable, Sendable {
    var count = 0
    var right = 0
    var confidence = 0.0
  }

  /// Makes empty bins.
  ///
  /// - Precondition: there are 1 to 1,000 parts.
  public init(divisions: Int = 5) {
    precondition((1...1000).contains(divisions), "CalibrationBoxBins: \(divisions) parts")
    self.divisions = divisions
  }

  /// Counts a detection at `box` on a picture of `size`.
  public mutating func add(confidence: Double, box: Box, on size: Size, isRight: Bool) {
    let (width, height) = (Double(size.width), Double(size.height))
    let confidence = min(max(0, confidence), 1)
    let position = [
      confidence, (box.x + box.width / 2) / width, (box.y + box.height / 2) / height,
      box.width / width, box.height / height,
    ]
    let key = position.reduce(0) { key, value in
      key * divisions + CalibrationBins.bin(of: min(max(0, value), 1), among: divisions)
    }
    cells[key, default: Cell()].count += 1
    cells[key, default: Cell()].right += isRight ? 1 : 0
    cells[key, default: Cell()].confidence += confidence
  }

  /// How many detections lie in bins that count.
  public var countedTotal: Int { counted.reduce(0) { $0 + $1.count } }

  /// Σ n / N · |precision − confidence| over the bins that count; nil where none does.
  public var expectedError: Double? {
    let total = countedTotal
    guard total > 0 else { return nil }
    return counted.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(total)
  }

  /// In a fixed order, so that equal counts give equal bits.
  private var counted: [Cell] {
    cells.sorted { $0.key < $1.key }.map(\.value).filter { $0.count >= leastCount }
  }
}
