package import OkoImaging

/// Where each pixel of a patch comes from: bent, then taken to the picture by an affine map.
package struct PatchMap: Hashable, Sendable {
  /// The size of the patch.
  package let size: Size
  /// From points of the patch to points of the picture.
  package let back: AffineMap
  /// The bending of the patch, where there is one.
  package let elastic: ElasticField?

  package init(size: Size, back: AffineMap, elastic: ElasticField? = nil) {
    (self.size, self.back, self.elastic) = (size, back, elastic)
  }

  /// How many pixels of the picture lie between neighbours of the patch.
  var step: Double {
    max(back.a * back.a + back.c * back.c, back.b * back.b + back.d * back.d).squareRoot()
  }

  /// Calls `body` with the points of the picture at the centres of every row's pixels.
  ///
  /// Points are continuous, as in `AffineMap`.
  func forEachRow(
    _ body: (_ y: Int, _ xs: UnsafeMutablePointer<Float>, _ ys: UnsafeMutablePointer<Float>) -> Void
  ) {
    let count = size.width
    let weights = elastic?.weights ?? []
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { buffer in
      guard let xs = buffer.baseAddress else { return }
      let ys = xs + count
      for y in 0..<size.height {
        for x in 0..<count { (xs[x], ys[x]) = (Float(x) + 0.5, Float(y) + 0.5) }
        elastic?.add(row: y, weights: weights, count: count, xs, ys)
        let (a, b, tx) = (Float(back.a), Float(back.b), Float(back.tx))
        let (c, d, ty) = (Float(back.c), Float(back.d), Float(back.ty))
        for x in 0..<count {
          let (u, v) = (xs[x], ys[x])
          xs[x] = a * u + b * v + tx
          ys[x] = c * u + d * v + ty
        }
        body(y, xs, ys)
      }
    }
  }
}
