import OkoImaging
import OkoTensors

/// What is kept of the probabilities of every pixel: its class and, for telling things apart, a few bytes.
struct PixelDecisions {
  private let size: Size
  private let classCount: Int
  private let temperature: Temperature
  private(set) var labels: LabelMap
  /// The probability of the pixel's class, 0…255 for 0…1; empty where nobody asks.
  private(set) var confidences: [UInt8] = []
  /// 0…255 for 0…1; empty where the network does not say or nobody asks.
  private(set) var edges: [UInt8] = []
  private(set) var depths: [UInt8] = []

  init(
    size: Size, classCount: Int, keepsConfidences: Bool, keepsInstances: Bool,
    temperature: Temperature = .one
  ) {
    (self.size, self.classCount, self.temperature) = (size, classCount, temperature)
    labels = LabelMap(size: size, filledWith: 0)
    let count = size.width * size.height
    if keepsConfidences { confidences = [UInt8](repeating: 0, count: count) }
    if keepsInstances {
      edges = [UInt8](repeating: 0, count: count)
      depths = edges
    }
  }

  /// Decides on the pixels of `rows` that lie in the picture; of equal probabilities the first class wins.
  mutating func take(_ rows: FinishedRows) {
    let end = min(size.height, rows.first + rows.count)
    guard rows.first < end else { return }
    let (width, classCount, temperature) = (size.width, classCount, temperature)
    nonisolated(unsafe) let source = rows.probabilities
    labels.labels.withUnsafeMutableBufferPointer { labels in
      confidences.withUnsafeMutableBufferPointer { confidences in
        edges.withUnsafeMutableBufferPointer { edges in
          depths.withUnsafeMutableBufferPointer { depths in
            nonisolated(unsafe) let (labels, confidences) = (labels, confidences)
            nonisolated(unsafe) let (edges, depths) = (edges, depths)
            let grain = max(1, (1 << 16) / (width * rows.channels))
            Workers.shared.run(over: end - rows.first, grain: grain) { range in
              for row in range {
                let start = (rows.first + row) * width
                for x in 0..<width {
                  let pixel = source + (row * rows.stride + x) * rows.channels
                  var best = 0
                  for index in 1..<classCount where pixel[index] > pixel[best] { best = index }
                  labels[start + x] = UInt8(truncatingIfNeeded: best)
                  if !confidences.isEmpty {
                    let share = temperature.confidence(pixel, count: classCount, best: best)
                    confidences[start + x] = Self.byte(share)
                  }
                  if !edges.isEmpty {
                    edges[start + x] = Self.byte(pixel[classCount])
                    depths[start + x] = Self.byte(pixel[classCount + 1])
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func byte(_ share: Float) -> UInt8 {
    UInt8(min(max(share, 0), 1) * 255 + 0.5)
  }
}
