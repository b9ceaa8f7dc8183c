import OkoImaging
import Testing

@Suite("Plots")
struct PlotTests {
  @Test(
    "Ticks are round numbers",
    arguments: [
      (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.0...0.5, 2, ["0.00", "0.25", "0.50"]),
      (-3.0...3.0, 3, ["-2", "0", "2"]),
      (1.0...80.0, 4, ["20", "40", "60", "80"]),
      (0.0...30000.0, 3, ["0", "10k", "20k", "30k"]),
      (0.0...0.0007, 4, ["0.0000", "0.0002", "0.0004", "0.0006"]),
    ])
  func ticks(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(AxisTicks(linear: range, count: count).labels == labels)
  }

  @Test("Whole numbers have no ticks between them, powers go by decades")
  func otherTicks() {
    #expect(AxisTicks(linear: 1...3, count: 20, smallestStep: 1).labels == ["1", "2", "3"])
    #expect(
      AxisTicks(logarithmic: 0.001...10, count: 5).labels == ["0.001", "0.01", "0.1", "1", "10"])
    #expect(AxisTicks(logarithmic: 0.1...1, count: 5).labels == ["0.1", "0.2", "0.5", "1"])
  }

  @Test("Numbers are written in few characters")
  func numbers() {
    let cases: [(Double, String)] = [
      (0, "0"), (-0.0, "0"), (12, "12"), (9999, "9999"), (12_345, "12.35k"), (-2.5e6, "-2.5M"),
      (0.25, "0.25"), (-1.5, "-1.5"), (123.456, "123"), (1e-7, "1e-7"), (2.5e20, "2.5e20"),
      (.nan, "–"), (.infinity, "∞"), (999.96, "1000"),
    ]
    for (value, text) in cases { #expect(NumberText.short(value) == text) }
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(0.095, decimals: 1) == "0.1")
  }

  @Test("A curve is drawn where its points are")
  func curve() {
    let red = Image.Color(red: 255, green: 0, blue: 0)
    let plot = LinePlot(
      series: [LinePlot.Series("", points: [.init(0, 0), .init(1, 1)], color: red)],
      xRange: 0...1, yRange: 0...1, size: Size(width: 300, height: 200))
    guard case .uint8(let samples) = plot.image().samples else { return }
    let lit = (0..<(300 * 200)).filter { samples[$0 * 3] > 200 && samples[$0 * 3 + 1] < 60 }
    let places = lit.map { ($0 % 300, $0 / 300) }
    let left = places.min { $0.0 < $1.0 }
    let right = places.max { $0.0 < $1.0 }
    // From the lower left to the upper right.
    #expect((left?.0 ?? 999) < 60 && (left?.1 ?? 0) > 150)
    #expect((right?.0 ?? 0) > 260 && (right?.1 ?? 999) < 30)
  }

  @Test("The same plot is the same picture")
  func repeatable() {
    let plot = LinePlot(title: "Потери", series: [.init("train", values: [3, 2, 1.5])])
    #expect(plot.image() == plot.image())
    #expect(plot.image().size == plot.size)
  }

  static let hostileSeries: [[Double]] = [
    [], [1], [.nan], [.infinity, -.infinity], [0, 0, 0], [1e308, -1e308],
    [.leastNonzeroMagnitude, .leastNormalMagnitude], [5, 5, 5], [-1, -2], [1e300],
    [1e17, 1e17 + 64], [.nan, 3, .nan],
  ]

  @Test("No curve traps", arguments: hostileSeries, [false, true])
  func hostile(values: [Double], isLogarithmic: Bool) {
    for size in [(1, 1), (30, 400), (400, 30), (320, 240)] {
      let plot = LinePlot(
        title: "A title that is longer than the plot is wide", xLabel: "x", yLabel: "y",
        series: [.init("one", values: values), .init("two", points: values.map { .init($0, $0) })],
        isLogarithmic: isLogarithmic, size: Size(width: size.0, height: size.1))
      #expect(plot.image().size == plot.size)
    }
  }

  @Test("Ranges from outside do not trap either")
  func hostileRanges() {
    for range in [0.0...0.0, -Double.infinity...Double.infinity, 1e300...1e301, -5.0 ... -5.0] {
      for isLogarithmic in [false, true] {
        let plot = LinePlot(
          series: [.init("a", values: [1, 2, 3])], xRange: range, yRange: range,
          isLogarithmic: isLogarithmic)
        #expect(plot.image().size == plot.size)
      }
    }
  }

  @Test("Many curves share a legend of four rows")
  func manyCurves() {
    let plot = LinePlot(series: (0..<300).map { .init("class number \($0)", values: [1, 2]) })
    #expect(plot.image().size == plot.size)
  }

  @Test("A matrix is darkest where it is largest")
  func matrix() {
    let plot = MatrixPlot(confusion: [[9, 1], [0, 4]], names: ["cat", "dog"])
    #expect(plot.shares == [[0.9, 0.1], [0, 1]])
    var other = plot
    other.shading = .shareOfLargest
    #expect(other.shares[0] == [1, 1.0 / 9])
    let lumas = stride(from: 0, through: 1, by: 0.05).map { ColorScale.color(at: $0).luma }
    #expect(lumas == lumas.sorted(by: >))
    #expect(ColorScale.color(at: -.infinity) == ColorScale.color(at: 0))
    #expect(ColorScale.color(at: 7) == ColorScale.color(at: 1))
    guard case .uint8(let samples) = plot.image().samples else { return }
    let full = ColorScale.color(at: 1)
    let pixels = stride(from: 0, to: samples.count, by: 3).filter {
      samples[$0] == full.red && samples[$0 + 1] == full.green && samples[$0 + 2] == full.blue
    }
    // The cell of dogs taken for dogs: 36 pixels less the gap, and less the letters in it.
    #expect((900...(35 * 35)).contains(pixels.count))
  }

  @Test("No matrix traps")
  func hostileMatrices() {
    let tables: [[[Double]]] = [
      [], [[]], [[.nan]], [[.infinity, -.infinity]], [[-1, -2], [-3, 0]], [[1e300, 1e300]],
      Array(repeating: Array(repeating: 1, count: 300), count: 3),
      Array(repeating: [1], count: 700),
    ]
    for values in tables {
      for shading in [MatrixPlot.Shading.shareOfRow, .shareOfLargest] {
        let plot = MatrixPlot(
          values: values, rowNames: ["длинное название строки"], title: "Title", rowTitle: "rows",
          columnTitle: "columns", shading: shading, maximumSide: 500)
        #expect(plot.image().width >= 1)
      }
    }
  }

  @Test("A contact sheet puts each picture in its cell")
  func grid() {
    let white = Image(width: 5, height: 5, channels: .gray, filledWith: [255])
    let deep = white.converted(to: .grayAlpha, depth: .sixteen)
    let grid = ImageGrid(
      [(white, ""), (deep, ""), (white, "")], columns: 2, cell: Size(width: 4, height: 4),
      spacing: 1, background: .black)
    let sheet = grid.image()
    #expect(sheet.size == Size(width: 11, height: 11))
    let rows = BoxDrawingTests.rows(sheet.converted(to: .gray))
    let upper = ".####.####."
    let lower = ".####......"
    let none = "..........."
    #expect(rows == [none, upper, upper, upper, upper, none, lower, lower, lower, lower, none])
  }

  @Test("Odd contact sheets do not trap")
  func oddGrids() {
    let tall = Image(width: 1, height: 999, channels: .rgba, filledWith: [1, 2, 3, 4])
    for (count, columns) in [(0, nil), (0, 3), (1, 9), (5, 0), (7, -4), (7, nil)] as [(Int, Int?)] {
      let items = (0..<count).map { (image: tall, caption: "подпись \($0) that is far too long") }
      let sheet = ImageGrid(items, columns: columns, cell: Size(width: 9, height: 7), spacing: -3)
      #expect(sheet.image().width >= 9)
    }
  }
}
