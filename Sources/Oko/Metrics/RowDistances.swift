import OkoTensors

/// The squared distances of each row of one matrix to each row of another.
///
/// The product of the matrices, in floats, tells of most pairs what is asked, as it is known how far off it may be; of
/// the others, the few for which that is too much, the distance is summed up anew in doubles. So answers are those of
/// doubles, at the speed of floats.
struct RowDistances {
  private let left: FeatureMatrix
  private let right: FeatureMatrix
  private let leftSquares: [Double]
  private let rightSquares: [Double]
  /// How far |a|² + |b|² − 2 a·b may be off, as a share of |a|² + |b|²: a sum of n products in floats, in any order,
  /// is off by at most n · 2⁻²⁴ · |a| |b|, and 2 |a| |b| ≤ |a|² + |b|².
  private let doubt: Double

  init(of left: FeatureMatrix, to right: FeatureMatrix) {
    (self.left, self.right) = (left, right)
    (leftSquares, rightSquares) = (left.squares, right.squares)
    doubt = Double(left.width + 8) * 0x1p-24
  }

  /// One row of the left matrix beside consecutive rows of the right.
  struct Part {
    /// The row of the left matrix.
    let row: Int
    /// The rows of the right matrix.
    let columns: Range<Int>
    fileprivate let products: UnsafePointer<Float>
    fileprivate let square: Double
    fileprivate let rightSquares: UnsafePointer<Double>
    fileprivate let doubt: Double
    fileprivate let left: UnsafePointer<Float>
    fileprivate let right: UnsafePointer<Float>
    fileprivate let width: Int

    /// The least and the most that the squared distance to row `column` of the right matrix can be.
    @inline(__always)
    func bounds(at column: Int) -> (least: Double, most: Double) {
      let squares = square + rightSquares[column]
      let value = squares - 2 * Double(products[column &- columns.lowerBound])
      // Products of tiny numbers may vanish altogether.
      let error = squares * doubt + 0x1p-100
      return (value - error, value + error)
    }

    /// The squared distance to row `column` of the right matrix; infinite where a feature is no number.
    func squaredDistance(at column: Int) -> Double {
      let (a, b) = (left, right + column * width)
      var sums = SIMD4<Double>.zero
      var index = 0
      while index &+ 4 <= width {
        let difference =
          SIMD4<Double>(SIMD4(a[index], a[index &+ 1], a[index &+ 2], a[index &+ 3]))
          - SIMD4<Double>(SIMD4(b[index], b[index &+ 1], b[index &+ 2], b[index &+ 3]))
        sums += difference * difference
        index &+= 4
      }
      var sum = sums.sum()
      while index < width {
        let difference = Double(a[index]) - Double(b[index])
        sum += difference * difference
        index &+= 1
      }
      return sum.isNaN ? .infinity : sum
    }
  }

  /// Calls `body` with every row beside all rows of the right matrix, part by part and from the first to the last;
  /// several rows at a time, so that it must write only what is the row's own.
  func forEachRow(_ body: (Part) -> Void) {
    let width = left.width
    left.values.withUnsafeBufferPointer { leftValues in
      right.values.withUnsafeBufferPointer { rightValues in
        rightSquares.withUnsafeBufferPointer { rightSquares in
          guard let left = leftValues.baseAddress, let right = rightValues.baseAddress,
            let squares = rightSquares.baseAddress
          else { return }
          RowProducts.forEachTile(of: self.left, with: self.right) { rows, columns, products in
            products.withUnsafePointer { products in
              Workers.shared.run(over: rows.count, grain: 16) { part in
                for index in part {
                  let row = rows.lowerBound + index
                  body(
                    Part(
                      row: row, columns: columns, products: products + index * columns.count,
                      square: leftSquares[row], rightSquares: squares, doubt: doubt,
                      left: left + row * width, right: right, width: width))
                }
              }
            }
          }
        }
      }
    }
  }
}

extension FeatureMatrix {
  /// |x|² of every row.
  fileprivate var squares: [Double] {
    values.withUnsafeBufferPointer { values in
      (0..<rows).map { row in
        var sum = 0.0
        for value in values[(row * width)..<((row + 1) * width)] {
          sum += Double(value) * Double(value)
        }
        return sum
      }
    }
  }
}
