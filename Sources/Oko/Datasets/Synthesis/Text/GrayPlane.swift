import OkoImaging
import OkoTensors

/// A gray picture that is being drawn: one number a pixel, 0 black and 1 white, kept exactly until the end.
struct GrayPlane {
  let width: Int
  let height: Int
  var values: [Float]

  init(width: Int, height: Int, filledWith value: Float = 0) {
    self.width = width
    self.height = height
    values = Array(repeating: value, count: width * height)
  }

  /// How much of each pixel an outline covers.
  init(covering outline: CurvedOutline, width: Int, height: Int) {
    self.width = width
    self.height = height
    var coverage = OutlineCoverage(width: width, height: height)
    coverage.add(outline)
    values = coverage.values()
  }

  /// The luminance of an 8-bit picture of one channel.
  init?(_ image: Image) {
    guard case .uint8(let samples) = image.samples, image.channels == .gray else { return nil }
    (width, height) = (image.width, image.height)
    values = samples.map { Float($0) * (1 / 255) }
  }

  /// The picture in 8 bits.
  func image() -> Image {
    let samples = [UInt8](unsafeUninitializedCapacity: values.count) { samples, count in
      for index in values.indices {
        samples[index] = UInt8(min(max(values[index], 0), 1) * 255 + 0.5)
      }
      count = values.count
    }
    return Image(width: width, height: height, channels: .gray, samples: samples)
  }

  /// Blurs by nearly a Gaussian of a standard deviation in pixels, other ones across than down.
  mutating func blur(across: Float, down: Float) {
    blur(across, lines: height, length: width, step: 1, stride: width)
    blur(down, lines: width, length: height, step: width, stride: 1)
  }

  private mutating func blur(
    _ deviation: Float, lines: Int, length: Int, step: Int, stride: Int
  ) {
    // Weights w, 1 − 2w, w have a variance of 2w; no pass may have more than the half.
    let variance = deviation * deviation
    let passes = Int((variance * 2).rounded(.up))
    guard passes > 0, length > 1 else { return }
    let weight = variance / (2 * Float(passes))
    values.withUnsafeMutableBufferPointer { values in
      for _ in 0..<passes {
        for line in 0..<lines {
          var place = line &* stride
          var before = values[place]
          for index in 0..<length {
            let here = values[place]
            let after = index &+ 1 < length ? values[place &+ step] : here
            values[place] = here + (before + after - 2 * here) * weight
            before = here
            place &+= step
          }
        }
      }
    }
  }

  /// Adds noise of a standard deviation, each pixel's its own.
  mutating func addNoise(_ deviation: Float, using random: inout RandomSource) {
    guard deviation > 0 else { return }
    for index in values.indices { values[index] += random.roughNormal() * deviation }
  }

  /// Replaces each pixel by what `body` makes of it and the value of `field` there.
  mutating func combine(_ field: SmoothField, _ body: (Float, Float) -> Float) {
    precondition(
      field.width == width && field.height == height,
      "GrayPlane.combine: a field of \(field.width)×\(field.height) for \(width)×\(height)")
    field.rows { row, line in
      let start = row * width
      for column in 0..<width {
        values[start + column] = body(values[start + column], line[column])
      }
    }
  }
}

/// Smooth random values over a picture, from −1 to 1: corners of coarse cells, blended between.
struct SmoothField {
  let width: Int
  let height: Int
  private let columns: Int
  private let cell: (width: Float, height: Float)
  private let corners: [Float]

  /// Makes a field of cells of about the given size in pixels.
  init(
    width: Int, height: Int, cellWidth: Float, cellHeight: Float, using random: inout RandomSource
  ) {
    self.width = width
    self.height = height
    let counts = (
      max(1, Int((Float(width) / max(cellWidth, 1)).rounded(.up))),
      max(1, Int((Float(height) / max(cellHeight, 1)).rounded(.up)))
    )
    columns = counts.0 + 1
    cell = (Float(width) / Float(counts.0), Float(height) / Float(counts.1))
    corners = (0..<((counts.0 + 1) * (counts.1 + 1))).map { _ in random.uniform() * 2 - 1 }
  }

  /// Gives `body` the values of each row.
  func rows(_ body: (Int, [Float]) -> Void) {
    var line = [Float](repeating: 0, count: width)
    let places = (0..<width).map { (Float($0) + 0.5) / cell.width }
    let rowCount = corners.count / columns
    for row in 0..<height {
      let place = (Float(row) + 0.5) / cell.height
      let top = min(Int(place), rowCount - 2)
      let down = smoothStep(0, 1, place - Float(top))
      var corner = -1
      var (left, right): (Float, Float) = (0, 0)
      for column in 0..<width {
        let here = min(Int(places[column]), columns - 2)
        if here != corner {
          corner = here
          let start = top * columns + here
          left = mix(corners[start], corners[start + columns], down)
          right = mix(corners[start + 1], corners[start + columns + 1], down)
        }
        let share = places[column] - Float(here)
        line[column] = left + (right - left) * share * share * (3 - 2 * share)
      }
      body(row, line)
    }
  }
}
