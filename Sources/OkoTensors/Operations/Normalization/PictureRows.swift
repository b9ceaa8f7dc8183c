import COkoKernels

/// The rows of `[N, …, C]`, picture by picture, in blocks that the shape alone determines.
struct PictureRows {
  /// How many pictures there are.
  let count: Int
  /// The rows of a picture.
  let rows: Int
  let channels: Int
  private let grain: Int
  private let blocks: Int

  init(_ shape: Shape) {
    count = shape[0]
    channels = shape[-1]
    rows = shape.dimensions.dropFirst().dropLast().reduce(1, *)
    precondition(
      rows > 0 && channels > 0, "groupNormalized: a picture of \(shape) has no values")
    grain = WorkSplit.rowGrain(columns: channels)
    blocks = (rows + grain - 1) / grain
  }

  /// Calls `body` with every block's picture, first scalar and rows, on all threads.
  func forEachBlock(_ body: (_ picture: Int, _ first: Int, _ rows: Int64) -> Void) {
    Workers.shared.run(chunks: count * blocks) { chunk in
      let (picture, row) = (chunk / blocks, chunk % blocks * grain)
      body(picture, (picture * rows + row) * channels, Int64(min(grain, rows - row)))
    }
  }

  /// For every picture, two vectors of channels that `body` adds to, block by block; then summed in order.
  func sums(
    _ body: (_ picture: Int, _ first: Int, _ rows: Int64, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let width = 2 * channels
    let parts = partial(body)
    var result = [Double](repeating: 0, count: count * width)
    for (index, value) in parts.enumerated() {
      result[index / (blocks * width) * width + index % width] += value
    }
    return result
  }

  /// The mean and the sum of squared deviations of every channel of every picture.
  func moments(of x: Tensor) -> [Double] {
    let width = 2 * channels
    var parts = partial { _, first, rows, target in
      oko_channel_moments(
        x.pointer + first, rows, Int64(channels), target, target + channels)
    }
    return parts.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      var result: [Double] = []
      for picture in 0..<count {
        let total = base + picture * blocks * width
        for block in 1..<max(blocks, 1) {
          let part = total + block * width
          oko_merge_moments(
            Int64(block * grain), total, total + channels, Int64(min(grain, rows - block * grain)),
            part, part + channels, Int64(channels))
        }
        result += UnsafeBufferPointer(start: total, count: width)
      }
      return result
    }
  }

  private func partial(
    _ body: (_ picture: Int, _ first: Int, _ rows: Int64, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    var parts = [Double](repeating: 0, count: count * blocks * 2 * channels)
    parts.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      forEachBlock { picture, first, rows in
        let block = (first / channels - picture * self.rows) / grain
        body(picture, first, rows, base + (picture * blocks + block) * 2 * channels)
      }
    }
    return parts
  }
}
