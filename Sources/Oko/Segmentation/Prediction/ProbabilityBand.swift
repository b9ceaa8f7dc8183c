import OkoTensors

/// The weighted sums of the probabilities of those rows that tiles still change; finished rows leave at the top.
final class ProbabilityBand {
  private let sums: UnsafeMutablePointer<Float>
  private let height: Int
  private let width: Int
  private let channels: Int
  /// The row of the picture that the first row of the band is.
  private var top = 0

  init(width: Int, height: Int, channels: Int) {
    (self.width, self.height, self.channels) = (width, height, channels)
    sums = .allocate(capacity: width * height * channels)
    sums.update(repeating: 0, count: width * height * channels)
  }

  deinit { sums.deallocate() }

  /// Adds a tile of `[1, H, W, channels]` at column `x` of the band, weighted by row, column and `share`.
  func add(
    _ tile: Tensor, x: Int, rowWeights: [Float], columnWeights: [Float], share: Float,
    _ mirroring: TileReader.Mirroring
  ) {
    let (rows, columns) = (tile.shape[1], tile.shape[2])
    precondition(
      rows <= height && x + columns <= width && tile.shape[3] == channels,
      "ProbabilityBand: a tile of \(tile.shape) at \(x) of \(width)×\(height)×\(channels)")
    guard let first = columnWeights.firstIndex(where: { $0 != 0 }),
      let last = columnWeights.lastIndex(where: { $0 != 0 })
    else { return }
    nonisolated(unsafe) let sums = sums
    tile.withUnsafePointer { source in
      nonisolated(unsafe) let source = source
      columnWeights.withUnsafeBufferPointer { columnWeights in
        nonisolated(unsafe) let columnWeights = columnWeights
        Workers.shared.run(over: rows, grain: max(1, (1 << 15) / (columns * channels))) { range in
          for row in range where rowWeights[row] != 0 {
            let seen = mirroring.vertical ? rows - 1 - row : row
            let line = source + seen * columns * channels
            let target = sums + (row * width + x) * channels
            let weight = rowWeights[row] * share
            for column in first...last {
              let place = (mirroring.horizontal ? columns - 1 - column : column) * channels
              let factor = weight * columnWeights[column]
              for channel in 0..<channels {
                target[column * channels + channel] += line[place + channel] * factor
              }
            }
          }
        }
      }
    }
  }

  /// Hands the first `count` rows to `body` and moves the others up.
  func finish(rows count: Int, _ body: (FinishedRows) -> Void) {
    precondition(count <= height, "ProbabilityBand: \(count) of \(height) rows")
    body(
      FinishedRows(
        first: top, count: count, stride: width, channels: channels,
        probabilities: UnsafePointer(sums)))
    let (line, rest) = (width * channels, height - count)
    sums.update(from: sums + count * line, count: rest * line)
    (sums + rest * line).update(repeating: 0, count: count * line)
    top += count
  }
}

/// Rows of a picture whose probabilities are known; valid only while they are handed over.
struct FinishedRows {
  /// The first row in the picture.
  let first: Int
  let count: Int
  /// Pixels from one row to the next.
  let stride: Int
  let channels: Int
  let probabilities: UnsafePointer<Float>
}
