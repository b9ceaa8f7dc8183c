import OkoImaging
import OkoNetworks

/// How much memory segmenting a picture takes, and the tiles with which it stays within a limit.
struct MemoryPlan: Sendable, Hashable {
  /// How the picture is cut.
  let grid: TileGrid
  /// Whether single things are told apart.
  let findsInstances: Bool
  /// Whether that was left out because it would take too much.
  let leavesOutInstances: Bool
  /// What it takes, by estimate.
  let bytes: Int

  /// Plans for `image`.
  ///
  /// - Throws: `ImageError` where not even the smallest tiles stay within the limit.
  init(
    for image: Image, _ ensemble: SegmenterEnsemble, _ options: SegmentationOptions
  ) throws(ImageError) {
    self.init(fitting: image, ensemble, options)
    let limit = options.memoryLimit ?? .max
    guard bytes > limit else { return }
    throw ImageError(
      .tooLarge,
      "\(image.width)×\(image.height) pixels take about \(Self.megabytes(bytes)) MB to segment; "
        + "the limit is \(Self.megabytes(limit)) MB")
  }

  /// Plans for `image` as well as the limit allows, or else as small as can be.
  init(fitting image: Image, _ ensemble: SegmenterEnsemble, _ options: SegmentationOptions) {
    let cost = MemoryCost(image, ensemble)
    let wanted = options.instances ?? ensemble.separatesInstances
    let limit = options.memoryLimit ?? .max
    let grids = Self.grids(for: image.size, options, multiple: ensemble.multiple)
    // Things that were not asked for by name may be left out.
    let choices = wanted && options.instances == nil ? [true, false] : [wanted]
    let plans = choices.flatMap { choice in
      grids.map { (grid: $0, choice: choice, bytes: cost.bytes($0, findsInstances: choice)) }
    }
    let least = plans.indices.reduce(0) { plans[$1].bytes < plans[$0].bytes ? $1 : $0 }
    let plan = plans.first { $0.bytes <= limit } ?? plans[least]
    (grid, findsInstances, bytes) = plan
    leavesOutInstances = wanted && !findsInstances
  }

  /// The ways to cut a picture, the best first.
  private static func grids(
    for size: Size, _ options: SegmentationOptions, multiple: Int
  ) -> [TileGrid] {
    let first = TileGrid(size, options, multiple: multiple)
    guard options.tile == nil else { return [first] }
    let most = TileGrid.defaultTile(multiple: multiple)
    let sides = stride(from: most, through: max(128, 4 * multiple), by: -64)
    return [first]
      + sides.map {
        TileGrid(size, tile: $0, overlap: options.overlap, multiple: multiple)
      }
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + 500_000) / 1_000_000 }
}

/// Estimates of what the parts of the work take, in bytes.
private struct MemoryCost {
  private let pixels: Int
  private let picture: Int
  private let ensemble: SegmenterEnsemble

  init(_ image: Image, _ ensemble: SegmenterEnsemble) {
    pixels = image.width * image.height
    let stored = pixels * image.channels.rawValue * image.depth.rawValue / 8
    // Alpha is composited on a copy, and whatever is not 8-bit RGB is drawn on one.
    picture = image.channels == .rgb && image.depth == .eight ? stored : stored + 3 * pixels
    self.ensemble = ensemble
  }

  func bytes(_ grid: TileGrid, findsInstances: Bool) -> Int {
    let tile = grid.rows.tile * grid.columns.tile
    let network = ensemble.segmenters.map { segmenter in
      let architecture = segmenter.network.architecture
      return Int(Double(tile) * architecture.bytesPerPixel) + 16 * segmenter.network.trainableCount
    }
    let isWhole = grid.rows.starts.count * grid.columns.starts.count == 1
    let band = isWhole ? 0 : 4 * grid.rows.tile * grid.columns.padded * ensemble.channels
    return Self.process + picture + pixels + band + (network.max() ?? 0)
      + (findsInstances ? Self.perInstancePixel * pixels : 0)
  }

  /// The program itself.
  private static let process = 60_000_000
  /// Edges, depths and confidences, the foreground, heights, their order, and the numbers.
  private static let perInstancePixel = 16
}

extension SegmentationArchitecture {
  /// What the network takes for each pixel of a tile: tensors that live at the same time at the finest scale, the
  /// features of all scales, and the output.
  var bytesPerPixel: Double {
    let firstStride = family == .unet ? 1 : 2
    func area(_ scale: Int) -> Double {
      let stride = Double(firstStride << scale)
      return 1 / (stride * stride)
    }
    let features = zip(widths.indices, widths).reduce(0) { $0 + area($1.0) * Double($1.1) }
    let decoded = zip(decoderWidths.indices, decoderWidths).reduce(0) {
      $0 + area($1.0) * Double($1.1)
    }
    let finest = area(0) * Double(2 * widths[0] + 3 * decoderWidths[0])
    return 4 * (features + decoded + finest + Double(4 * outputCount + 6))
  }
}
