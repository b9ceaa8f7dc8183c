package import OkoImaging
package import OkoTensors

/// Patches of 7 × 7 pixels from random places on one level of the pyramids of pictures, normalised as a set.
package struct PatchSample {
  /// Pixels along a side of a patch.
  package static let side = 7
  /// How many patches are taken from a picture.
  package static let perPicture = 128

  /// The patches, `[pictures · 128, 49 · channels]`, each channel with mean 0 and deviation 1 over the set.
  package let values: Tensor

  /// Takes patches from `pictures`; those of pictures with the same number lie in the same places in every set.
  package init(level: Int, of levelCount: Int, pictures: [Image], seed: UInt64) {
    let channels = pictures.first?.channels.rawValue ?? 1
    let length = Self.side * Self.side * channels
    let perPicture = Self.perPicture * length
    values = Tensor(shape: [pictures.count * Self.perPicture, length]) { target in
      nonisolated(unsafe) let target = target
      var sums = [ChannelSums](
        repeating: ChannelSums(channels: channels), count: pictures.count)
      sums.withUnsafeMutableBufferPointer { sums in
        nonisolated(unsafe) let sums = sums
        Workers.shared.run(chunks: pictures.count) { index in
          let plane = LaplacianPyramid.level(level, of: levelCount, Self.plane(of: pictures[index]))
          var random = RandomSource(seed: seed, stream: "sliced Wasserstein/\(level)/\(index)")
          let part = target + index * perPicture
          for patch in 0..<Self.perPicture {
            Self.copy(from: plane, to: part + patch * length, using: &random)
          }
          sums[index].add(part, count: perPicture)
        }
      }
      // In the order of the pictures, so that the sums have the same bits with any number of threads.
      var total = ChannelSums(channels: channels)
      for sum in sums { total.add(sum) }
      let scales = total.scales
      Workers.shared.run(chunks: pictures.count) { index in
        let part = target + index * perPicture
        for pixel in 0..<(perPicture / channels) {
          for channel in 0..<channels {
            let place = pixel &* channels &+ channel
            part[place] = (part[place] - scales[channel].mean) * scales[channel].factor
          }
        }
      }
    }
  }

  private static func plane(of image: Image) -> LaplacianPyramid.Plane {
    guard case .uint8(let samples) = image.samples else {
      preconditionFailure("SlicedWasserstein: a picture with 16 bits a sample, 8 expected")
    }
    return LaplacianPyramid.Plane(
      width: image.width, height: image.height, channels: image.channels.rawValue,
      values: samples.map(Float.init))
  }

  private static func copy(
    from plane: LaplacianPyramid.Plane, to target: UnsafeMutablePointer<Float>,
    using random: inout RandomSource
  ) {
    let x = random.index(below: plane.width - side + 1)
    let y = random.index(below: plane.height - side + 1)
    let length = side * plane.channels
    plane.values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<side {
        (target + row * length).update(
          from: base + ((y + row) * plane.width + x) * plane.channels, count: length)
      }
    }
  }
}

/// The sums of the values of every channel and of their squares.
private struct ChannelSums {
  private var sums: [Double]
  private var squares: [Double]
  private var count = 0

  init(channels: Int) {
    sums = [Double](repeating: 0, count: channels)
    squares = sums
  }

  mutating func add(_ values: UnsafePointer<Float>, count added: Int) {
    let channels = sums.count
    for channel in 0..<channels {
      var (sum, square) = (0.0, 0.0)
      for place in stride(from: channel, to: added, by: channels) {
        let value = Double(values[place])
        sum += value
        square += value * value
      }
      sums[channel] += sum
      squares[channel] += square
    }
    count += added / channels
  }

  mutating func add(_ other: ChannelSums) {
    for channel in sums.indices {
      sums[channel] += other.sums[channel]
      squares[channel] += other.squares[channel]
    }
    count += other.count
  }

  /// The mean of every channel and one over its deviation; a channel that is the same everywhere stays 0.
  var scales: [(mean: Float, factor: Float)] {
    zip(sums, squares).map { sum, square in
      let mean = sum / Double(max(count, 1))
      let variance = max(square / Double(max(count, 1)) - mean * mean, 0)
      return (Float(mean), variance > 1e-8 ? Float(1 / variance.squareRoot()) : 0)
    }
  }
}
