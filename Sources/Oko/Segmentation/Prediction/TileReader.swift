import OkoImaging
import OkoTensors

/// Cuts tiles out of a picture as a network takes them: three channels, normalised, mirrored beyond the borders.
struct TileReader {
  private let image: Image
  private let scaling: PictureNormalization.Scaling
  /// What samples, as shares of white, are kept within.
  private let range: ClosedRange<Float>

  /// Prepares `image`; alpha is composited on gray, as in training.
  init(_ image: Image, _ normalization: PictureNormalization) {
    // Gray stays gray here, and so a third of the size.
    let image = image.channels.hasAlpha ? image.converted(to: .rgb, background: 114) : image
    self.image = image
    scaling = normalization.scaling(of: image)
    guard case .uint16 = image.samples else {
      range = 0...1
      return
    }
    // Training cuts off what lies this far out, too.
    let spread = PictureNormalization.standardized.scaling(of: image)
    let (mean, reach) = (-spread.offset, 8 / spread.factor)
    range = max(0, mean - reach)...max(0, min(1, mean + reach))
  }

  /// How a tile is turned before the network sees it.
  struct Mirroring: Hashable, Sendable {
    var horizontal = false
    var vertical = false

    static let none = Mirroring()
    static let all = [
      none, Mirroring(horizontal: true), Mirroring(vertical: true),
      Mirroring(horizontal: true, vertical: true),
    ]
  }

  /// The pixels from (`x`, `y`) on as `[1, height, width, 3]`.
  func tile(x: Int, y: Int, width: Int, height: Int, _ mirroring: Mirroring = .none) -> Tensor {
    let columns = Self.places(x, width, of: image.width, reversed: mirroring.horizontal)
    let rows = Self.places(y, height, of: image.height, reversed: mirroring.vertical)
    switch image.samples {
    case .uint8(let samples): return tile(samples, 255, columns, rows)
    case .uint16(let samples): return tile(samples, 65535, columns, rows)
    }
  }

  private func tile<Sample: FixedWidthInteger & UnsignedInteger>(
    _ samples: [Sample], _ white: Float, _ columns: [Int], _ rows: [Int]
  ) -> Tensor {
    let channels = image.channels.rawValue
    let (width, count) = (image.width, columns.count)
    return Tensor(shape: [1, rows.count, count, 3]) { target in
      nonisolated(unsafe) let target = target
      samples.withUnsafeBufferPointer { samples in
        columns.withUnsafeBufferPointer { columns in
          Workers.shared.run(over: rows.count, grain: max(1, (1 << 15) / count)) { range in
            for row in range {
              let start = rows[row] * width
              var output = target + row * count * 3
              for column in 0..<count {
                let place = (start + columns[column]) * channels
                for channel in 0..<3 {
                  let sample = samples[channels == 1 ? place : place + channel]
                  output[channel] = value(Float(sample) / white)
                }
                output += 3
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func value(_ share: Float) -> Float {
    let kept = min(max(share, range.lowerBound), range.upperBound)
    return (kept + scaling.offset) * scaling.factor
  }

  /// The pixels of a side of `length` that `count` places from `start` on show, mirrored at the borders.
  static func places(_ start: Int, _ count: Int, of length: Int, reversed: Bool) -> [Int] {
    let period = max(1, 2 * length - 2)
    let places = (start..<(start + count)).map { place -> Int in
      let folded = ((place % period) + period) % period
      return folded < length ? folded : period - folded
    }
    return reversed ? places.reversed() : places
  }
}
