import Foundation
import Oko
import Testing

@Suite struct NearestNeighborsTests {
  /// More rows than a tile has, so that lists go on from tile to tile.
  @Test(arguments: [(5, 3, 2), (30, 70, 7), (600, 2100, 5), (3, 2, 19)])
  func theyAreThoseOfComparingEachWithEach(rows: Int, others: Int, width: Int) {
    let left = HashedFeatures.matrix(rows, width, set: 0)
    let right = HashedFeatures.matrix(others, width, set: 1)
    let found = NearestNeighbors.find(4, of: left, in: right)
    for row in stride(from: 0, to: rows, by: max(rows / 25, 1)) {
      let distances = (0..<others).map { HashedFeatures.distance(left, row, right, $0) }
      let expected = (0..<others).sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(4)
      #expect(found[row].map(\.index) == Array(expected))
      for neighbor in found[row] {
        #expect(abs(neighbor.distance - distances[neighbor.index]) < 1e-12)
      }
    }
  }

  /// Products in floats do not tell these rows apart.
  @Test func rowsFarFromTheOriginAreToldApart() {
    let base = HashedFeatures.values(1, 64, set: 3).map { $0 + 1000 }
    let steps: [Float] = [0.5, 0.125, 0.25, 0.0625, 0.375]
    var values: [Float] = []
    for step in steps { values += [base[0] + step] + base.dropFirst() }
    let found = NearestNeighbors.find(
      3, of: FeatureMatrix(rows: 1, width: 64, values: base),
      in: FeatureMatrix(rows: 5, width: 64, values: values))
    #expect(found[0].map(\.index) == [3, 1, 2])
    #expect(found[0].map { ($0.distance * 10_000).rounded() } == [625, 1250, 2500])
  }

  @Test func ofEquallyNearRowsTheFirstIsNearer() {
    let set = FeatureMatrix(rows: 5, width: 1, values: [2, 1, 3, 1, 3])
    let found = NearestNeighbors.find(
      9, of: FeatureMatrix(rows: 1, width: 1, values: [2]), in: set)
    #expect(found[0].map(\.index) == [0, 1, 2, 3, 4])
    #expect(found[0].map(\.distance) == [0, 1, 1, 1, 1])
    let others = NearestNeighbors.find(2, amongOthersIn: set)
    #expect(others.map { $0.map(\.index) } == [[1, 2], [3, 0], [4, 0], [1, 0], [2, 0]])
  }

  @Test func whatIsNoNumberIsInfinitelyFar() {
    let set = FeatureMatrix(rows: 3, width: 2, values: [.nan, 0, 5, 5, 1, .infinity])
    let found = NearestNeighbors.find(
      3, of: FeatureMatrix(rows: 1, width: 2, values: [0, 0]), in: set)
    #expect(found[0].map(\.index) == [1, 0, 2])
    #expect(found[0][1].distance == .infinity)
  }

  @Test func emptySetsHaveNoNeighbors() {
    let rows = HashedFeatures.matrix(3, 2, set: 0)
    let none = FeatureMatrix(rows: 0, width: 2, values: [])
    #expect(NearestNeighbors.find(2, of: none, in: rows).isEmpty)
    #expect(NearestNeighbors.find(2, of: rows, in: none).flatMap(\.self).isEmpty)
  }

  @Test func theBitsDoNotDependOnTheNumberOfThreads() {
    let left = HashedFeatures.matrix(700, 33, set: 0)
    let right = HashedFeatures.matrix(900, 33, set: 1)
    let found = HashedFeatures.atThreadCounts { NearestNeighbors.find(3, of: left, in: right) }
    #expect(found.one == found.two)
  }
}
