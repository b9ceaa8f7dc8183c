import Oko
import Testing

@Suite struct SymmetricEigenTests {
  private func symmetric(_ order: Int, set: Int) -> [Double] {
    let values = HashedFeatures.values(order, order, set: set).map(Double.init)
    return (0..<(order * order)).map { index in
      values[index] + values[index % order * order + index / order]
    }
  }

  /// From NumPy: `h = hashed(6, 6, 4); np.linalg.eigvalsh(h + h.T)`.
  @Test func valuesAreThoseOfNumPy() throws {
    let expected = [
      -0.852658838241729, -0.4519440021334987, 0.18021178400487312, 0.45522780673099245,
      1.3303685001525798, 6.118881266820768,
    ]
    for wantsVectors in [true, false] {
      let eigen = try #require(
        SymmetricEigen(symmetric(6, set: 4), order: 6, vectors: wantsVectors))
      for (value, expected) in zip(eigen.values.sorted(), expected) {
        #expect(abs(value - expected) < 1e-13)
      }
      #expect(eigen.vectors.isEmpty == !wantsVectors)
    }
  }

  @Test(arguments: [1, 2, 3, 17, 60])
  func vectorsAreOrthonormalAndMakeTheMatrix(order: Int) throws {
    let matrix = symmetric(order, set: 2)
    let eigen = try #require(SymmetricEigen(matrix, order: order))
    var (worstSum, worstAngle) = (0.0, 0.0)
    for row in 0..<order {
      for column in 0..<order {
        var (sum, angle) = (0.0, 0.0)
        for index in 0..<order {
          sum +=
            eigen.values[index] * eigen.vectors[index * order + row]
            * eigen.vectors[index * order + column]
          angle += eigen.vectors[row * order + index] * eigen.vectors[column * order + index]
        }
        worstSum = max(worstSum, abs(sum - matrix[row * order + column]))
        worstAngle = max(worstAngle, abs(angle - (row == column ? 1 : 0)))
      }
    }
    #expect(worstSum < 1e-12 && worstAngle < 1e-13)
  }

  @Test func repeatedAndZeroValuesAreFound() throws {
    let ones = [Double](repeating: 1, count: 49)
    let eigen = try #require(SymmetricEigen(ones, order: 7))
    let values = eigen.values.sorted()
    #expect(abs(values[6] - 7) < 1e-13)
    #expect(values.dropLast().allSatisfy { abs($0) < 1e-14 })
    let zeros = try #require(SymmetricEigen([Double](repeating: 0, count: 9), order: 3))
    #expect(zeros.values == [0, 0, 0])
    #expect(try #require(SymmetricEigen([], order: 0)).values.isEmpty)
  }

  @Test func whatIsNoNumberHasNoValues() {
    #expect(SymmetricEigen([1, .nan, .nan, 1], order: 2) == nil)
  }
}
