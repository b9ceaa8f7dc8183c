/// Finds, for rows of features, the nearest rows of another set, by comparing each with each.
///
///     let copies = NearestNeighbors.find(3, of: generated, in: training)
///     print(copies[0][0].index, copies[0][0].distance)
public enum NearestNeighbors {
  /// A row near another one.
  public struct Neighbor: Hashable, Sendable {
    /// Which row it is.
    public let index: Int
    /// The Euclidean distance to it.
    public let distance: Double
  }

  /// The `count` rows of `set` nearest to each row of `rows`, the nearest first; all where there are fewer.
  ///
  /// Distances are those of doubles; of equally near rows the first counts as nearer. Features that are no number
  /// are infinitely far.
  ///
  /// - Precondition: both have the same width.
  public static func find(
    _ count: Int, of rows: FeatureMatrix, in set: FeatureMatrix
  ) -> [[Neighbor]] {
    NeighborLists(count: min(count, set.rows), of: rows, in: set, isSame: false).neighbors
  }

  /// The `count` rows of `set` nearest to each of its rows other than itself, the nearest first.
  public static func find(_ count: Int, amongOthersIn set: FeatureMatrix) -> [[Neighbor]] {
    NeighborLists(count: min(count, max(set.rows - 1, 0)), of: set, in: set, isSame: true).neighbors
  }

  /// The squared distance from each row of `set` to its `count`th nearest other one.
  static func squaredRadii(_ count: Int, of set: FeatureMatrix) -> [Double] {
    precondition(
      count > 0 && set.rows > count,
      "NearestNeighbors: \(set.rows) rows do not have \(count) neighbors each")
    let lists = NeighborLists(count: count, of: set, in: set, isSame: true)
    return (0..<set.rows).map { lists.squaredDistances[$0 * count + count - 1] }
  }

  /// The squared distance from each row of `rows` to the nearest of `set`.
  static func leastSquaredDistances(of rows: FeatureMatrix, to set: FeatureMatrix) -> [Double] {
    NeighborLists(count: 1, of: rows, in: set, isSame: false).squaredDistances
  }
}

/// The nearest rows so far of every row, each list sorted.
private struct NeighborLists {
  let count: Int
  var squaredDistances: [Double]
  var indices: [Int]

  init(count: Int, of rows: FeatureMatrix, in set: FeatureMatrix, isSame: Bool) {
    precondition(count >= 0, "NearestNeighbors: \(count) neighbors asked for")
    self.count = count
    squaredDistances = [Double](repeating: .infinity, count: rows.rows * count)
    indices = [Int](repeating: -1, count: rows.rows * count)
    guard count > 0 else { return }
    squaredDistances.withUnsafeMutableBufferPointer { distances in
      indices.withUnsafeMutableBufferPointer { indices in
        guard let distances = distances.baseAddress, let indices = indices.baseAddress else {
          return
        }
        // Each row writes to its own list alone.
        nonisolated(unsafe) let lists = (distances, indices)
        RowDistances(of: rows, to: set).forEachRow { part in
          Self.update(
            lists.0 + part.row * count, lists.1 + part.row * count, count, from: part,
            isSame: isSame)
        }
      }
    }
  }

  /// Takes into a sorted list what is nearer than its last.
  private static func update(
    _ distances: UnsafeMutablePointer<Double>, _ indices: UnsafeMutablePointer<Int>, _ count: Int,
    from part: RowDistances.Part, isSame: Bool
  ) {
    for column in part.columns {
      let isFull = indices[count &- 1] >= 0
      if isFull, part.bounds(at: column).least >= distances[count &- 1] { continue }
      if isSame, column == part.row { continue }
      let distance = part.squaredDistance(at: column)
      guard !isFull || distance < distances[count - 1] else { continue }
      var place = count - 1
      while place > 0, indices[place - 1] < 0 || distance < distances[place - 1] {
        (distances[place], indices[place]) = (distances[place - 1], indices[place - 1])
        place -= 1
      }
      (distances[place], indices[place]) = (distance, column)
    }
  }

  var neighbors: [[NearestNeighbors.Neighbor]] {
    let rows = count > 0 ? indices.count / count : 0
    return (0..<rows).map { row in
      (0..<count).map { place in
        NearestNeighbors.Neighbor(
          index: indices[row * count + place],
          distance: squaredDistances[row * count + place].squareRoot())
      }
    }
  }
}
