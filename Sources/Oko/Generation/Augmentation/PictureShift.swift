package import OkoTensors

/// Moves every picture by its own number of pixels, zeros coming in, `[N, H, W, C]` → the same shape.
///
/// The gradient moves back.
package struct PictureShift: Operation {
  /// For each picture, how many rows down and columns to the right.
  let offsets: [Offset]

  package struct Offset: Hashable, Sendable {
    var rows: Int
    var columns: Int

    package init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }
  }

  package init(offsets: [Offset]) { self.offsets = offsets }

  package func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      inputs[0].rank == 4 && inputs[0][0] == offsets.count,
      "PictureShift: \(offsets.count) offsets for pictures of shape \(inputs[0])")
    return inputs[0]
  }

  package func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = inputs[0].shape
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let length = width * channels
    return inputs[0].withUnsafePointer { source in
      Tensor(shape: shape) { result in
        for (index, offset) in offsets.enumerated() {
          let kept = max(0, width - abs(offset.columns)) * channels
          let from = max(0, -offset.columns) * channels, to = max(0, offset.columns) * channels
          for row in 0..<height {
            let target = result + (index * height + row) * length
            target.update(repeating: 0, count: length)
            guard (0..<height).contains(row - offset.rows) else { continue }
            let line = source + (index * height + row - offset.rows) * length
            (target + to).update(from: line + from, count: kept)
          }
        }
      }
    }
  }

  package func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let back = offsets.map { Offset(rows: -$0.rows, columns: -$0.columns) }
    return [PictureShift(offsets: back)(gradient)]
  }
}
