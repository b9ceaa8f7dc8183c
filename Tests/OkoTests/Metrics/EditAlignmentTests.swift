import Oko
import OkoTensors
import Testing

@Suite struct EditAlignmentTests {
  /// The textbook distance.
  private func distance(_ one: [Int], _ other: [Int]) -> Int {
    var row = Array(0...other.count)
    for (y, element) in one.enumerated() {
      var diagonal = row[0]
      row[0] = y + 1
      for x in other.indices {
        let above = row[x + 1]
        row[x + 1] = min(diagonal + (element == other[x] ? 0 : 1), above + 1, row[x] + 1)
        diagonal = above
      }
    }
    return row[other.count]
  }

  private func sequence(_ random: inout RandomSource) -> [Int] {
    (0..<random.index(below: 14)).map { _ in random.index(below: 4) }
  }

  @Test(arguments: [4, 40, 1 << 20])
  func theWayIsShortestAndLeadsFromOneToTheOther(largestTable: Int) {
    var random = RandomSource(seed: 3)
    for _ in 0..<400 {
      let (truth, read) = (sequence(&random), sequence(&random))
      let alignment = EditAlignment(truth: truth, read: read, largestTable: largestTable)
      #expect(alignment.edits == distance(truth, read))
      var (rows, columns): ([Int], [Int]) = ([], [])
      for step in alignment.steps {
        switch step {
        case .equal(let row, let column):
          #expect(truth[row] == read[column])
          rows.append(row)
          columns.append(column)
        case .substitution(let row, let column):
          #expect(truth[row] != read[column])
          rows.append(row)
          columns.append(column)
        case .deletion(let row, let before):
          #expect(before == columns.count)
          rows.append(row)
        case .insertion(let before, let column):
          #expect(before == rows.count)
          columns.append(column)
        }
      }
      #expect(rows == Array(truth.indices) && columns == Array(read.indices))
    }
  }

  @Test func ofEqualWaysPairsArePreferredThenDeletions() {
    let alignment = EditAlignment(truth: "ab", read: "c")
    #expect(alignment.steps == [.deletion(0, before: 0), .substitution(1, 0)])
    let other = EditAlignment(truth: "c", read: "ab")
    #expect(other.steps == [.insertion(before: 0, 0), .substitution(0, 1)])
  }
}
