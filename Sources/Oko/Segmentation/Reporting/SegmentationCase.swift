public import OkoImaging

/// One picture with its truth and what was predicted, small enough to keep: at most 480 pixels on a side.
public struct SegmentationCase: Sendable {
  /// The picture's file.
  public let path: String
  /// How well it went, from 0 to 1: the average precision of things where they were compared, else the mean IoU.
  public let score: Double
  /// The picture, 8-bit RGB.
  public let picture: Image
  /// The true labels.
  public let truth: SegmentationTruth
  /// The predicted labels, with the numbers of the truth's classes.
  public let predicted: SegmentationTruth

  static let longestSide = 480

  init(
    path: String, score: Double, _ image: Image, truth: SegmentationTruth,
    predicted: SegmentationTruth
  ) {
    (self.path, self.score) = (path, score)
    let scale = min(1, Double(Self.longestSide) / Double(max(image.width, image.height)))
    func length(_ pixels: Int) -> Int { max(1, Int((Double(pixels) * scale).rounded())) }
    let size = Size(width: length(image.width), height: length(image.height))
    let visible = image.converted(to: .rgb, depth: .eight, background: 114)
    picture = size == image.size ? visible : visible.resized(to: size, filter: .area)
    self.truth = truth.thinned(to: size)
    self.predicted = predicted.thinned(to: size)
  }
}

/// The cases with the lowest scores; of equal ones those that came first.
package struct WorstCases {
  package let limit: Int
  /// The worst first.
  package private(set) var cases: [SegmentationCase] = []

  package init(limit: Int) { self.limit = limit }

  /// Keeps a case if it is among the worst.
  package mutating func add(
    path: String, score: Double, _ image: Image, truth: SegmentationTruth,
    predicted: SegmentationTruth
  ) {
    let place = cases.firstIndex { $0.score > score } ?? cases.count
    guard place < limit else { return }
    cases.insert(
      SegmentationCase(path: path, score: score, image, truth: truth, predicted: predicted),
      at: place)
    if cases.count > limit { cases.removeLast() }
  }
}

extension SegmentationTruth {
  /// The labels of the pixels nearest to those of a picture of `size`.
  fileprivate func thinned(to size: Size) -> SegmentationTruth {
    let original = labels.size
    guard size != original else { return self }
    let columns = (0..<size.width).map { (2 * $0 + 1) * original.width / (2 * size.width) }
    let places = (0..<size.height).flatMap { y in
      let row = (2 * y + 1) * original.height / (2 * size.height)
      return columns.map { row * original.width + $0 }
    }
    return SegmentationTruth(
      labels: LabelMap(size: size, labels: places.map { labels.labels[$0] }),
      instances: instances.map { map in
        InstanceMap(size: size, ids: places.map { map.ids[$0] })
      })
  }
}
