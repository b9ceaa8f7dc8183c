#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

package import OkoImaging
package import OkoTensors

/// One or several segmenters of the same classes, whose probabilities are averaged.
///
///     let ensemble = try SegmenterEnsemble([Segmenter.load("a.safetensors"), Segmenter.load("b.safetensors")])
///     let result = try ensemble.segment(path: "tissue.png")
public struct SegmenterEnsemble: Sendable {
  /// The members.
  public let segmenters: [Segmenter]

  /// The names of the classes.
  public var classNames: [String] { segmenters[0].classNames }

  /// Whether every member learnt to tell single things apart.
  public var separatesInstances: Bool {
    segmenters.allSatisfy { $0.network.architecture.separatesInstances }
  }

  /// Joins `segmenters`.
  ///
  /// - Throws: `ModelError` where their classes differ.
  /// - Precondition: there is at least one.
  public init(_ segmenters: [Segmenter]) throws(ModelError) {
    precondition(!segmenters.isEmpty, "SegmenterEnsemble: no segmenters")
    for other in segmenters.dropFirst() where other.classNames != segmenters[0].classNames {
      throw ModelError(
        "classes unlike those of the first model, \(segmenters[0].classNames.joined(separator: ", "))",
        model: other.classNames.joined(separator: ", "))
    }
    self.segmenters = segmenters
  }

  init(_ segmenter: Segmenter) { segmenters = [segmenter] }

  /// What the logits are divided by: the members' geometric mean.
  ///
  /// It works on the probabilities once all tiles, mirror images and members are averaged, so that no temperature
  /// changes what is likeliest.
  public var temperature: Float {
    guard segmenters.count > 1 else { return segmenters[0].description.temperature }
    let logarithms = segmenters.map { log(Double($0.description.temperature)) }
    return Float(exp(logarithms.reduce(0, +) / Double(segmenters.count)))
  }

  /// The temperature that `options` ask for.
  func temperature(_ options: SegmentationOptions) -> Temperature {
    Temperature(options.temperature ?? temperature)
  }

  var classCount: Int { classNames.count }

  /// Probabilities of a pixel: of the classes, then, where every member has them, of an edge and of depth.
  var channels: Int { classCount + (separatesInstances ? 2 : 0) }

  /// What the sides of tiles must be multiples of, for all members.
  var multiple: Int {
    // Powers of two.
    segmenters.map(\.network.architecture.multiple).max() ?? 1
  }

  /// Hands the probabilities of `image` to `body`, from the top on, a few rows at a time.
  ///
  /// With `ranksOnly` it may be the logits, where nothing is averaged: they rank classes alike, and a softmax takes
  /// a third of the time of a light network.
  func probabilities(
    of image: Image, _ grid: TileGrid, mirrors: Bool, ranksOnly: Bool = false,
    _ body: (FinishedRows) -> Void
  ) {
    let readers = segmenters.map { TileReader(image, $0.normalization) }
    let mirrorings = mirrors ? TileReader.Mirroring.all : [.none]
    let share = 1 / Float(mirrorings.count * segmenters.count)
    let (rows, columns) = (grid.rows, grid.columns)
    if rows.starts.count * columns.starts.count * mirrorings.count * segmenters.count == 1 {
      let whole = tile(readers[0], segmenters[0], 0, 0, grid, .none, ranksOnly: ranksOnly)
      return whole.withUnsafePointer { pointer in
        body(
          FinishedRows(
            first: 0, count: rows.padded, stride: columns.padded, channels: channels,
            probabilities: pointer))
      }
    }
    let band = ProbabilityBand(width: columns.padded, height: rows.tile, channels: channels)
    for (row, y) in rows.starts.enumerated() {
      for (column, x) in columns.starts.enumerated() {
        for mirroring in mirrorings {
          for (reader, segmenter) in zip(readers, segmenters) {
            band.add(
              tile(reader, segmenter, x, y, grid, mirroring), x: x,
              rowWeights: rows.weights[row], columnWeights: columns.weights[column],
              share: share, mirroring)
          }
        }
      }
      let next = row + 1 < rows.starts.count ? rows.starts[row + 1] : rows.padded
      band.finish(rows: next - y, body)
    }
  }

  /// The probabilities of one tile, `[1, H, W, channels]`.
  private func tile(
    _ reader: TileReader, _ segmenter: Segmenter, _ x: Int, _ y: Int, _ grid: TileGrid,
    _ mirroring: TileReader.Mirroring, ranksOnly: Bool = false
  ) -> Tensor {
    let input = reader.tile(
      x: x, y: y, width: grid.columns.tile, height: grid.rows.tile, mirroring)
    let logits = segmenter.compiled(input)
    guard logits.shape[3] > classCount else { return ranksOnly ? logits : logits.softmax() }
    let classes = logits.sliced(axis: 3, 0..<classCount).softmax()
    guard separatesInstances else { return classes }
    let things = logits.sliced(axis: 3, classCount..<(classCount + 2)).activated(.sigmoid)
    return Tensor.concatenated([classes, things], axis: 3)
  }

  /// The probabilities of every pixel, `[H, W, channels]`, for pictures that are small enough.
  package func probabilities(of image: Image, options: SegmentationOptions) -> Tensor {
    let grid = TileGrid(image.size, options, multiple: multiple)
    let (width, channels, classCount) = (image.width, channels, classCount)
    let temperature = temperature(options)
    return Tensor(shape: [image.height, width, channels]) { target in
      probabilities(of: image, grid, mirrors: options.mirrors) { rows in
        for row in 0..<max(0, min(rows.count, image.height - rows.first)) {
          (target + (rows.first + row) * width * channels).update(
            from: rows.probabilities + row * rows.stride * channels, count: width * channels)
        }
      }
      guard temperature != .one else { return }
      for pixel in 0..<(image.height * width) {
        temperature.temper(target + pixel * channels, count: classCount)
      }
    }
  }
}

/// How a picture is cut into tiles.
struct TileGrid: Sendable, Hashable {
  let rows: TileAxis
  let columns: TileAxis

  /// Cuts a picture of `size` as `options` say.
  init(_ size: Size, _ options: SegmentationOptions, multiple: Int) {
    let isWhole =
      options.tile == nil && size.width * size.height <= SegmentationOptions.wholePixels
    self.init(
      size, tile: isWhole ? nil : options.tile ?? Self.defaultTile(multiple: multiple),
      overlap: options.overlap, multiple: multiple)
  }

  /// The side of tiles, the larger the farther a network looks: 512 with five scales, 1,024 with six.
  ///
  /// At half an overlap the probabilities of tiles and of the whole picture then differ by less than 0.001.
  static func defaultTile(multiple: Int) -> Int { max(512, 32 * multiple) }

  /// Cuts into tiles of `tile` pixels, or not at all.
  init(_ size: Size, tile: Int?, overlap: Double, multiple: Int) {
    rows = TileAxis(length: size.height, tile: tile, overlap: overlap, multiple: multiple)
    columns = TileAxis(length: size.width, tile: tile, overlap: overlap, multiple: multiple)
  }
}
