#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pixels picked at random, the same for the same pictures, with the logarithms of their probabilities.
struct PickedPixels {
  private(set) var answers: ClassAnswers
  /// One of so many is picked.
  private let interval: UInt64
  private var picture = -1
  private var place: UInt64 = 0
  private var row: [Float] = []

  /// Picks about `wanted` of `total` pixels.
  init(classCount: Int, of total: Int, wanted: Int) {
    answers = ClassAnswers(classCount: classCount)
    interval = UInt64(max(1, (total + max(wanted, 1) - 1) / max(wanted, 1)))
  }

  mutating func beginPicture() { picture += 1 }

  mutating func add(_ shares: UnsafeBufferPointer<Float>, truth: Int) {
    place &+= 1
    // The finalizer of SplitMix64 scatters the places, so that no pattern of a picture is met.
    var bits = place &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    guard (bits ^ (bits >> 31)) % interval == 0 else { return }
    row.removeAll(keepingCapacity: true)
    for share in shares { row.append(log(max(share, .leastNormalMagnitude))) }
    answers.add(logits: row, truth: truth, picture: picture)
  }
}

/// The errors of all pixels in every column, and the classes that they are given.
struct PixelCounts {
  private(set) var scores: [CalibrationScores]
  private(set) var pictureCount = 0
  private let fit: TemperatureFit
  private var confusions: [PixelConfusion]
  private var temperatures: [Double] = []
  private var row: [Float] = []

  init(_ fit: TemperatureFit, classCount: Int) {
    self.fit = fit
    scores = CalibrationColumn.allCases.map { _ in CalibrationScores() }
    confusions = [PixelConfusion](repeating: PixelConfusion(classCount: classCount), count: 2)
  }

  mutating func beginPicture() {
    temperatures = CalibrationColumn.allCases.map {
      Double(fit.temperature($0, picture: pictureCount).value)
    }
    pictureCount += 1
  }

  /// Counts a pixel of the model's class `truth`; `translated` gives the dataset's class of one of the model's.
  mutating func add(
    _ shares: UnsafeBufferPointer<Float>, truth: Int, translated: (Int) -> Int?
  ) {
    row.removeAll(keepingCapacity: true)
    for share in shares { row.append(log(max(share, .leastNormalMagnitude))) }
    for (column, temperature) in temperatures.enumerated() {
      scores[column].add(logits: row, truth: truth, temperature: temperature)
    }
    for column in confusions.indices {
      let temperature = Float(temperatures[column])
      var best = 0
      for index in 1..<row.count where row[index] / temperature > row[best] / temperature {
        best = index
      }
      guard let truth = translated(truth) else { continue }
      confusions[column][
        truth: truth, predicted: translated(best) ?? confusions[column].classCount] += 1
    }
  }

  var meanIoU: CalibrationReport.Figure {
    .init("mIoU", before: confusions[0].meanIoU, after: confusions[1].meanIoU)
  }
}
