import OkoImaging
import OkoTensors

/// What the labels and pictures of a dataset look like, as far as a network is fitted to it.
package struct SegmentationStatistics: Sendable, Hashable {
  /// The median width and height of the pictures.
  package var medianSize = Size(width: 1, height: 1)
  /// The share of the labelled pixels that each class has.
  package var classShares: [Double]
  /// The square root of the area that things have in the middle, in pixels; nil where nothing tells them apart.
  package var medianThing: Double?
  /// The share of pictures that are gray or have 16 bits, as microscopes and scanners make them.
  package var instrumentShare = 0.0
  /// How many pictures there are.
  package var pictureCount = 0

  /// Looks at no more pictures than this; they are taken evenly from all.
  private static let most = 200

  private struct Look: Sendable {
    var counts: [Int]
    var things: [Int]
    var isInstrument: Bool
  }

  /// Looks at `samples`; those that cannot be read are passed over.
  package init(_ samples: [SegmentationSample], classCount: Int) {
    classShares = [Double](repeating: 0, count: classCount)
    pictureCount = samples.count
    guard !samples.isEmpty else { return }
    func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
    medianSize = Size(
      width: median(samples.map(\.size.width)), height: median(samples.map(\.size.height)))
    let step = max(1, (samples.count + Self.most - 1) / Self.most)
    let chosen = stride(from: 0, to: samples.count, by: step).map { samples[$0] }
    let looks = Workers.shared.map(chosen.count) { index in
      Self.look(at: chosen[index], classCount: classCount)
    }.compactMap(\.self)
    guard !looks.isEmpty else { return }
    let total = Double(max(1, looks.reduce(0) { $0 + $1.counts.reduce(0, +) }))
    for index in 0..<classCount {
      classShares[index] = Double(looks.reduce(0) { $0 + $1.counts[index] }) / total
    }
    let things = looks.flatMap(\.things)
    if !things.isEmpty { medianThing = Double(median(things)).squareRoot() }
    instrumentShare = Double(looks.count(where: \.isInstrument)) / Double(looks.count)
  }

  private static func look(at sample: SegmentationSample, classCount: Int) -> Look? {
    guard let truth = try? sample.truth(classCount: classCount) else { return nil }
    var counts = [Int](repeating: 0, count: classCount)
    for label in truth.labels.labels where Int(label) < classCount { counts[Int(label)] += 1 }
    var areas: [UInt32: Int] = [:]
    for id in truth.instances?.ids ?? [] where id != 0 { areas[id, default: 0] += 1 }
    var options = DecodeOptions()
    options.targetSize = Size(width: 32, height: 32)
    let image = try? ImageDecoder.decode(path: sample.imagePath, options: options).image
    let isInstrument =
      image.map { $0.depth == .sixteen || $0.channels.rawValue <= 2 } ?? false
    return Look(
      counts: counts, things: areas.sorted { $0.key < $1.key }.map(\.value),
      isInstrument: isInstrument)
  }
}
