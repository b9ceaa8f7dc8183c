/// A table of numbers as a picture, darker where they are larger: a confusion matrix, a heat map.
///
///     let plot = MatrixPlot(values: counts, rowNames: names, columnNames: names)
///     let png = try PNGEncoder.encode(plot.image())
public struct MatrixPlot: Hashable, Sendable {
  /// What a cell's colour compares its number with.
  public enum Shading: Hashable, Sendable {
    /// The sum of its row, so that rare and frequent classes look alike.
    case shareOfRow
    /// The largest number of the table.
    case shareOfLargest
  }

  /// The numbers, row by row; every row has as many.
  public var values: [[Double]]
  /// Left of the rows; missing ones are numbers.
  public var rowNames: [String]
  /// Below the columns; missing ones are numbers.
  public var columnNames: [String]
  /// Above the table.
  public var title: String
  /// What the rows are.
  public var rowTitle: String
  /// What the columns are.
  public var columnTitle: String
  /// What colours mean.
  public var shading: Shading
  /// The picture's longest side, which many cells have to share; their numbers are then left out.
  public var maximumSide: Int
  /// The letters' size; at 1 capitals are 7 pixels high.
  public var textScale: Double

  /// Makes a plot of `values`.
  ///
  /// - Precondition: every row has as many values.
  public init(
    values: [[Double]], rowNames: [String] = [], columnNames: [String] = [], title: String = "",
    rowTitle: String = "", columnTitle: String = "", shading: Shading = .shareOfRow,
    maximumSide: Int = 2000, textScale: Double = 1.5
  ) {
    precondition(
      values.allSatisfy { $0.count == values[0].count }, "MatrixPlot: rows differ in length")
    self.values = values
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.title = title
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.shading = shading
    self.maximumSide = maximumSide
    self.textScale = textScale
  }

  /// Makes a plot of a confusion matrix: a row for each true class, a column for each predicted.
  public init(confusion counts: [[Int]], names: [String], title: String = "Confusion matrix") {
    self.init(
      values: counts.map { $0.map(Double.init) }, rowNames: names, columnNames: names,
      title: title, rowTitle: "truth", columnTitle: "prediction")
  }

  /// From 0 to 1 for the colour of each cell.
  package var shares: [[Double]] {
    let largest = values.joined().filter(\.isFinite).max() ?? 0
    return values.map { row in
      let sum = row.filter(\.isFinite).reduce(0, +)
      let whole = shading == .shareOfRow ? sum : largest
      return row.map { $0.isNaN ? .nan : whole > 0 ? min(max($0 / whole, 0), 1) : 0 }
    }
  }
}
