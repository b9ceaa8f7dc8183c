/// A symmetric matrix as three diagonals, in a basis of its own: A = Qᵀ T Q, by Householder's reflections.
struct TridiagonalForm {
  /// How many rows the matrix has.
  let order: Int
  /// The diagonal of T.
  var diagonal: [Double]
  /// What stands to the right of the diagonal, and 0 at the end.
  var beside: [Double]
  /// The rows of Q, one after another; empty where not wanted.
  var basis: [Double]

  init(_ matrix: [Double], order: Int, basis wantsBasis: Bool) {
    self.order = order
    (diagonal, beside) = ([], [Double](repeating: 0, count: order))
    basis = []
    var matrix = matrix
    var scales = [Double](repeating: 0, count: order)
    for row in 0..<order {
      for column in 0..<row {
        let mean = (matrix[row * order + column] + matrix[column * order + row]) / 2
        (matrix[row * order + column], matrix[column * order + row]) = (mean, mean)
      }
    }
    matrix.withUnsafeMutableBufferPointer { matrix in
      guard let elements = matrix.baseAddress else { return }
      for row in 0..<max(order - 1, 0) {
        (beside[row], scales[row]) = Self.reflect(elements, order, at: row)
      }
    }
    diagonal = (0..<order).map { matrix[$0 * order + $0] }
    if wantsBasis { basis = Self.basis(reflectors: matrix, scales, order) }
  }

  /// Makes zeros right of the element beside the diagonal of `row`, where the vector v of the reflection
  /// 1 − scale · v vᵀ is left instead.
  private static func reflect(
    _ matrix: UnsafeMutablePointer<Double>, _ order: Int, at row: Int
  ) -> (beside: Double, scale: Double) {
    let first = row + 1
    let vector = matrix + row * order
    var length = 0.0
    for index in first..<order { length += vector[index] * vector[index] }
    length = length.squareRoot()
    guard first < order - 1, length > abs(vector[first]) else { return (vector[first], 0) }
    let beside = vector[first] > 0 ? -length : length
    let scale = 1 / (length * (length + abs(vector[first])))
    vector[first] -= beside

    // A ← A − v wᵀ − w vᵀ, where w = p − (scale/2 · v·p) v and p = scale · A v.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: order) { products in
      guard let product = products.baseAddress else { return }
      product.initialize(repeating: 0, count: order)
      for other in first..<order {
        add(matrix + other * order, times: scale * vector[other], to: product, first, order)
      }
      var overlap = 0.0
      for index in first..<order { overlap += vector[index] * product[index] }
      add(vector, times: -scale / 2 * overlap, to: product, first, order)
      for other in first..<order {
        let target = matrix + other * order
        let (v, w) = (vector[other], product[other])
        for index in first..<order {
          target[index] -= v * product[index] + w * vector[index]
        }
      }
    }
    return (beside, scale)
  }

  /// Multiplies the reflections: the product of all, from the last to the first.
  private static func basis(
    reflectors: [Double], _ scales: [Double], _ order: Int
  ) -> [Double] {
    var columns = [Double](repeating: 0, count: order * order)
    for row in 0..<order { columns[row * order + row] = 1 }
    var product = [Double](repeating: 0, count: order)
    reflectors.withUnsafeBufferPointer { reflectors in
      columns.withUnsafeMutableBufferPointer { columns in
        product.withUnsafeMutableBufferPointer { product in
          guard let source = reflectors.baseAddress, let target = columns.baseAddress,
            let product = product.baseAddress
          else { return }
          for row in (0..<order).reversed() where scales[row] != 0 {
            let (vector, first) = (source + row * order, row + 1)
            product.update(repeating: 0, count: order)
            for other in first..<order {
              add(target + other * order, times: vector[other], to: product, first, order)
            }
            for other in first..<order {
              add(
                product, times: -scales[row] * vector[other], to: target + other * order, first,
                order)
            }
          }
        }
      }
    }
    // The reflections, multiplied so, stand in columns.
    var rows = columns
    for row in 0..<order {
      for column in 0..<order { rows[column * order + row] = columns[row * order + column] }
    }
    return rows
  }

  /// Adds a multiple of one row to another, from `first` up to `end`.
  @inline(__always)
  private static func add(
    _ row: UnsafePointer<Double>, times factor: Double, to target: UnsafeMutablePointer<Double>,
    _ first: Int, _ end: Int
  ) {
    for index in first..<end { target[index] += factor * row[index] }
  }
}
