import Oko
import OkoImaging
import Testing

@Suite struct ReadingOrderTests {
  private func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double = 20) -> Box {
    Box(x: x, y: y, width: width, height: height)
  }

  @Test func rowsRunFromTopToBottomAndTheirPiecesFromLeftToRight() {
    let boxes = [
      box(400, 52, 60), box(10, 90, 200), box(10, 50, 150), box(200, 49, 80), box(405, 93, 55),
    ]
    #expect(ReadingOrder.rows(of: boxes) == [[2, 3, 0], [1, 4]])
  }

  @Test func nothingAndSingleLinesAreRows() {
    #expect(ReadingOrder.rows(of: []).isEmpty)
    #expect(ReadingOrder.rows(of: [box(0, 0, 10)]) == [[0]])
  }

  @Test func linesOneUponTheOtherAreRowsOfTheirOwnHoweverTight() {
    // A tall line between two that reach into it.
    let boxes = [box(10, 0, 300, 22), box(10, 18, 300, 22), box(10, 36, 300, 22)]
    #expect(ReadingOrder.rows(of: boxes) == [[0], [1], [2]])
  }

  @Test(arguments: [-2.5, -1, 1, 2.5])
  func aTurnedPageHasTheSameRows(degrees: Double) {
    // Goods at the left and prices far to the right fall or rise by more than a row.
    let slope = degrees * 0.017453
    var boxes: [Box] = []
    for row in 0..<10 {
      for (x, width) in [(20.0, 180.0), (430.0, 50.0)] {
        let middle = Double(row) * 26 + 100 + slope * (x + width / 2)
        let height = 16 + width * abs(slope)
        boxes.append(Box(x: x, y: middle - height / 2, width: width, height: height))
      }
    }
    let expected = (0..<10).map { [2 * $0, 2 * $0 + 1] }
    #expect(ReadingOrder.rows(of: boxes) == expected)
  }

  @Test func columnsOfALetterAreReadOneAfterTheOther() {
    var boxes = [box(100, 0, 400)]
    for row in 0..<6 { boxes.append(box(10, 40 + Double(row) * 25, 280)) }
    // The right column's rows lie between those of the left.
    for row in 0..<6 { boxes.append(box(320, 52 + Double(row) * 25, 270)) }
    boxes.append(box(100, 220, 400))
    #expect(ReadingOrder.rows(of: boxes) == (0...13).map { [$0] })
  }

  @Test func pricesAreNoColumn() {
    var boxes: [Box] = []
    for row in 0..<8 {
      boxes.append(box(10, Double(row) * 25, row % 2 == 0 ? 250 : 90))
      boxes.append(box(430, Double(row) * 25, 60))
    }
    #expect(ReadingOrder.rows(of: boxes) == (0..<8).map { [2 * $0, 2 * $0 + 1] })
  }

  @Test func boxesThatAreNoNumbersComeLast() {
    let boxes = [box(.nan, 0, 10), box(0, 30, 10), box(0, .infinity, 10), box(0, 0, 10)]
    #expect(ReadingOrder.rows(of: boxes) == [[3], [1], [0], [2]])
  }
}
