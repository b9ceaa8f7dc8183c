#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// The eigenvalues, and where wanted the eigenvectors, of a symmetric matrix in doubles.
///
/// By Householder's reduction to three diagonals and implicit QL steps (Wilkinson and Reinsch 1971, as EISPACK's `tred2`
/// and `tql2`), in O(n³).
package struct SymmetricEigen {
  /// The eigenvalues, in no certain order.
  package private(set) var values: [Double]
  /// The eigenvectors of length 1, each a row, in the order of the values; empty where not wanted.
  package private(set) var vectors: [Double]

  /// Solves for `matrix`, of `order` rows, of which only the symmetric part counts.
  ///
  /// Nil where it has an element that is no number.
  ///
  /// - Precondition: there are `order` · `order` elements.
  package init?(_ matrix: [Double], order: Int, vectors wantsVectors: Bool = true) {
    precondition(
      matrix.count == order * order,
      "SymmetricEigen: \(matrix.count) elements for \(order) rows")
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    var diagonals = TridiagonalForm(matrix, order: order, basis: wantsVectors)
    guard diagonals.solve() else { return nil }
    (values, vectors) = (diagonals.diagonal, diagonals.basis)
  }
}

extension TridiagonalForm {
  /// Turns the diagonal into the eigenvalues and the basis into the eigenvectors; false where it does not end.
  fileprivate mutating func solve() -> Bool {
    let norm = zip(diagonal, beside).map { abs($0) + abs($1) }.max() ?? 0
    let threshold = norm * Double.ulpOfOne / 2
    for first in 0..<order {
      var steps = 0
      while true {
        // The part from `first` to `last` hangs together.
        let last = (first..<order).first { abs(beside[$0]) <= threshold } ?? order - 1
        guard last > first else { break }
        steps += 1
        guard steps <= 100 else { return false }
        step(first, last)
      }
    }
    return true
  }

  /// One implicit QL step on the rows from `first` to `last`.
  private mutating func step(_ first: Int, _ last: Int) {
    // Wilkinson's shift: the eigenvalue of the first two rows that is nearer to the first.
    let slope = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
    let shift = beside[first] / (slope + (slope < 0 ? -1 : 1) * hypot(slope, 1))
    var bulge = diagonal[last] - diagonal[first] + shift
    var (sine, cosine, drop) = (1.0, 1.0, 0.0)
    for row in stride(from: last - 1, through: first, by: -1) {
      let (carried, kept) = (sine * beside[row], cosine * beside[row])
      let radius = hypot(carried, bulge)
      beside[row + 1] = radius
      guard radius > 0 else {
        // The matrix falls in two here.
        diagonal[row + 1] -= drop
        beside[last] = 0
        return
      }
      (sine, cosine) = (carried / radius, bulge / radius)
      let rest = diagonal[row + 1] - drop
      let turn = (diagonal[row] - rest) * sine + 2 * cosine * kept
      drop = sine * turn
      diagonal[row + 1] = rest + drop
      bulge = cosine * turn - kept
      rotate(row, sine: sine, cosine: cosine)
    }
    diagonal[first] -= drop
    beside[first] = bulge
    beside[last] = 0
  }

  /// Turns rows `row` and `row + 1` of the basis in their plane.
  private mutating func rotate(_ row: Int, sine: Double, cosine: Double) {
    guard !basis.isEmpty else { return }
    let order = order
    basis.withUnsafeMutableBufferPointer { basis in
      for index in (row * order)..<((row + 1) * order) {
        let (low, high) = (basis[index], basis[index &+ order])
        basis[index &+ order] = sine * low + cosine * high
        basis[index] = cosine * low - sine * high
      }
    }
  }
}
