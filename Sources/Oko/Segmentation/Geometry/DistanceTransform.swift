package import OkoImaging

/// How far every pixel of a picture is from the nearest of some pixels: exact, in time linear in the pixels.
///
/// The lower envelope of parabolas of Felzenszwalb and Huttenlocher 2012, along the rows after a sweep
/// up and down the columns, in whole numbers. Distances are those of pixel centres.
package enum DistanceTransform {
  /// The Euclidean distance of every pixel to the nearest one where `sources` is not 0; infinite without any.
  ///
  /// - Precondition: there is a source value for each pixel.
  package static func distances(to sources: [UInt8], size: Size) -> [Float] {
    let (width, height) = (size.width, size.height)
    precondition(
      sources.count == width * height,
      "DistanceTransform: \(sources.count) values, \(width)×\(height) expected")
    let columns = alongColumns(sources, width, height)
    return [Float](unsafeUninitializedCapacity: width * height) { result, count in
      count = width * height
      columns.withUnsafeBufferPointer { columns in
        guard let columns = columns.baseAddress, let result = result.baseAddress else { return }
        let envelope = Envelope(capacity: width)
        for y in 0..<height { envelope.row(columns + y * width, width, result + y * width) }
        envelope.free()
      }
    }
  }

  /// No source in the column.
  private static let none = Int32.max / 2

  /// The distance to the nearest source in the same column.
  private static func alongColumns(_ sources: [UInt8], _ width: Int, _ height: Int) -> [Int32] {
    var distances = [Int32](repeating: none, count: width * height)
    distances.withUnsafeMutableBufferPointer { distances in
      sources.withUnsafeBufferPointer { sources in
        for place in 0..<(width * height) where sources[place] != 0 { distances[place] = 0 }
      }
      guard let start = distances.baseAddress else { return }
      for y in stride(from: 1, to: height, by: 1) {
        let (row, above) = (start + y * width, start + (y - 1) * width)
        for x in 0..<width { row[x] = min(row[x], above[x] &+ 1) }
      }
      for y in stride(from: height - 2, through: 0, by: -1) {
        let (row, below) = (start + y * width, start + (y + 1) * width)
        for x in 0..<width { row[x] = min(row[x], below[x] &+ 1) }
      }
    }
    return distances
  }

  /// The parabolas that are lowest somewhere in a row.
  private struct Envelope {
    /// Where the vertex of each is, and its height.
    let vertices: UnsafeMutablePointer<Int>
    let heights: UnsafeMutablePointer<Int>
    /// The first pixel of each.
    let starts: UnsafeMutablePointer<Int>

    init(capacity: Int) {
      vertices = .allocate(capacity: capacity)
      heights = .allocate(capacity: capacity)
      starts = .allocate(capacity: capacity)
    }

    func free() {
      vertices.deallocate()
      heights.deallocate()
      starts.deallocate()
    }

    /// One row: pixels between two sources of it are nearer to these than to what lies beyond.
    func row(
      _ columns: UnsafePointer<Int32>, _ width: Int, _ result: UnsafeMutablePointer<Float>
    ) {
      var x = 0
      while x < width {
        guard columns[x] != 0 else {
          result[x] = 0
          x += 1
          continue
        }
        var end = x + 1
        while end < width, columns[end] != 0 { end += 1 }
        segment(columns, max(x - 1, 0)..<min(end + 1, width), x..<end, result)
        x = end
      }
    }

    /// Pixels `range` from the parabolas at `sites`.
    private func segment(
      _ columns: UnsafePointer<Int32>, _ sites: Range<Int>, _ range: Range<Int>,
      _ result: UnsafeMutablePointer<Float>
    ) {
      var last = -1
      for site in sites where columns[site] < DistanceTransform.none / 2 {
        let height = Int(columns[site]) * Int(columns[site])
        var start = sites.lowerBound
        while last >= 0 {
          // The first pixel at which the new parabola is lower than the last one.
          let vertex = vertices[last]
          let rise = height - heights[last] + (site - vertex) * (site + vertex)
          start = max(0, DistanceTransform.quotient(rise, 2 * (site - vertex)) + 1)
          if start > starts[last] { break }
          last -= 1
        }
        if last < 0 { start = sites.lowerBound }
        guard start < sites.upperBound else { continue }
        last += 1
        (vertices[last], heights[last], starts[last]) = (site, height, start)
      }
      guard last >= 0 else {
        for x in range { result[x] = .infinity }
        return
      }
      var current = 0
      for x in range {
        while current < last, starts[current + 1] <= x { current += 1 }
        let step = x - vertices[current]
        result[x] = Float(step * step + heights[current]).squareRoot()
      }
    }
  }

  /// ⌊a / b⌋ for b > 0.
  @inline(__always)
  private static func quotient(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((b - 1 - a) / b)
  }
}
