package import OkoImaging
package import OkoTensors

/// A smooth bending of a patch: the moves of a coarse grid's nodes, between which a cubic B-spline runs.
///
/// After Rueckert et al. 1999. Nodes that move by at most 0.4 of the spacing leave the map one to one.
package struct ElasticField: Hashable, Sendable {
  package let spacing: Int
  /// Nodes in a row; the first lies one spacing before the patch.
  package let columns: Int
  package let rows: Int
  /// How far each node moves, in pixels.
  package let movesX: [Float]
  package let movesY: [Float]

  /// Moves the nodes at random by up to `distance` spacings along each axis.
  package init(size: Size, spacing: Int, distance: Float, using random: inout RandomSource) {
    self.spacing = spacing
    // One before the patch and two after the last cell.
    columns = (size.width + spacing - 1) / spacing + 3
    rows = (size.height + spacing - 1) / spacing + 3
    let limit = distance * Float(spacing)
    var (movesX, movesY) = ([Float](), [Float]())
    for _ in 0..<(columns * rows) {
      movesX.append(random.uniform(in: -limit...limit))
      movesY.append(random.uniform(in: -limit...limit))
    }
    (self.movesX, self.movesY) = (movesX, movesY)
  }

  /// The weights of four neighbouring nodes at each step between two of them; four numbers a step.
  var weights: [Float] {
    (0..<spacing).flatMap { step -> [Float] in
      let t = (Float(step) + 0.5) / Float(spacing)
      let (square, cube) = (t * t, t * t * t)
      return [
        (1 - 3 * t + 3 * square - cube) / 6, (4 - 6 * square + 3 * cube) / 6,
        (1 + 3 * t + 3 * square - 3 * cube) / 6, cube / 6,
      ]
    }
  }

  /// Adds the moves of the pixels of row `y` to `xs` and `ys`.
  func add(
    row y: Int, weights: [Float], count: Int, _ xs: UnsafeMutablePointer<Float>,
    _ ys: UnsafeMutablePointer<Float>
  ) {
    let (cell, step) = (y / spacing, y % spacing)
    var lineX = [Float](repeating: 0, count: columns)
    var lineY = lineX
    for column in 0..<columns {
      for node in 0..<4 {
        let (place, weight) = ((cell + node) * columns + column, weights[step * 4 + node])
        lineX[column] += movesX[place] * weight
        lineY[column] += movesY[place] * weight
      }
    }
    weights.withUnsafeBufferPointer { weights in
      var (column, start) = (0, 0)
      while start < count {
        let (x0, x1, x2, x3) = (
          lineX[column], lineX[column + 1], lineX[column + 2], lineX[column + 3]
        )
        let (y0, y1, y2, y3) = (
          lineY[column], lineY[column + 1], lineY[column + 2], lineY[column + 3]
        )
        for step in 0..<min(spacing, count - start) {
          let (w0, w1) = (weights[4 * step], weights[4 * step + 1])
          let (w2, w3) = (weights[4 * step + 2], weights[4 * step + 3])
          xs[start + step] += x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3
          ys[start + step] += y0 * w0 + y1 * w1 + y2 * w2 + y3 * w3
        }
        (column, start) = (column + 1, start + spacing)
      }
    }
  }
}
