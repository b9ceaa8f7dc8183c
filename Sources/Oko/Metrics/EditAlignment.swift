/// The fewest substitutions, insertions and deletions that make one sequence of another, and where they are.
///
/// Of several shortest ways the same one is always taken: from the end, a pair is preferred to a deletion, that to an
/// insertion. What both begin and end with is paired first. Memory is bounded: long sequences are halved as
/// Hirschberg does (1975).
package struct EditAlignment: Sendable, Hashable {
  /// One step of the way; the numbers are places in the true and the read sequence.
  package enum Step: Sendable, Hashable {
    /// The same in both.
    case equal(Int, Int)
    /// One taken for another.
    case substitution(Int, Int)
    /// A true one that was not read; `before` is the place in what was read.
    case deletion(Int, before: Int)
    /// One read that is not true; `before` is the place in the truth.
    case insertion(before: Int, Int)
  }

  /// The way, from the first to the last.
  package let steps: [Step]
  package private(set) var substitutions = 0
  package private(set) var insertions = 0
  package private(set) var deletions = 0

  /// Substitutions, insertions and deletions.
  package var edits: Int { substitutions + insertions + deletions }

  /// The largest table of directions that is kept, in bytes.
  static let largestTable = 1 << 22

  /// Aligns `read` with `truth`; `largestTable` bounds the memory beyond that of a few rows.
  package init<Element: Hashable>(
    truth: some Collection<Element>, read: some Collection<Element>,
    largestTable: Int = Self.largestTable
  ) {
    // Comparing numbers is much faster than comparing characters.
    var numbers: [Element: Int32] = [:]
    func number(_ element: Element) -> Int32 {
      if let known = numbers[element] { return known }
      let next = Int32(numbers.count)
      numbers[element] = next
      return next
    }
    var aligner = Aligner(
      truth: truth.map(number), read: read.map(number), largestTable: max(largestTable, 4))
    aligner.run()
    steps = aligner.steps
    for step in steps {
      switch step {
      case .equal: break
      case .substitution: substitutions += 1
      case .insertion: insertions += 1
      case .deletion: deletions += 1
      }
    }
  }
}

/// The search for one alignment.
private struct Aligner {
  let truth: [Int32]
  let read: [Int32]
  let largestTable: Int
  var steps: [EditAlignment.Step] = []

  mutating func run() { align(0..<truth.count, 0..<read.count) }

  private mutating func align(_ rows: Range<Int>, _ columns: Range<Int>) {
    var (rows, columns) = (rows, columns)
    while let row = rows.first, let column = columns.first, truth[row] == read[column] {
      steps.append(.equal(row, column))
      (rows, columns) = (rows.dropFirst(), columns.dropFirst())
    }
    var tail = 0
    while let row = rows.last, let column = columns.last, truth[row] == read[column] {
      tail += 1
      (rows, columns) = (rows.dropLast(), columns.dropLast())
    }
    if rows.isEmpty {
      steps += columns.map { .insertion(before: rows.lowerBound, $0) }
    } else if columns.isEmpty {
      steps += rows.map { .deletion($0, before: columns.lowerBound) }
    } else if rows.count == 1 || (rows.count + 1) * (columns.count + 1) <= largestTable {
      alignByTable(rows, columns)
    } else {
      // The best way passes the middle row where the ways to there and from there are shortest together.
      let middle = rows.lowerBound + rows.count / 2
      let head = distances(Array(truth[rows.lowerBound..<middle]), Array(read[columns]))
      let rest = distances(truth[middle..<rows.upperBound].reversed(), read[columns].reversed())
      var cut = 0
      for index in head.indices
      where head[index] + rest[columns.count - index] < head[cut] + rest[columns.count - cut] {
        cut = index
      }
      let column = columns.lowerBound + cut
      align(rows.lowerBound..<middle, columns.lowerBound..<column)
      align(middle..<rows.upperBound, column..<columns.upperBound)
    }
    steps += (0..<tail).map { .equal(rows.upperBound + $0, columns.upperBound + $0) }
  }

  /// The distances of all of `one` to each beginning of `other`.
  private func distances(_ one: [Int32], _ other: [Int32]) -> [Int] {
    var row = Array(0...other.count)
    row.withUnsafeMutableBufferPointer { row in
      for element in one {
        var diagonal = row[0]
        row[0] += 1
        for column in other.indices {
          let above = row[column + 1]
          row[column + 1] = min(
            diagonal + (element == other[column] ? 0 : 1), above + 1, row[column] + 1)
          diagonal = above
        }
      }
    }
    return row
  }

  private mutating func alignByTable(_ rows: Range<Int>, _ columns: Range<Int>) {
    let width = columns.count + 1
    // 0 for a pair, 1 for a deletion, 2 for an insertion.
    var ways = [UInt8](repeating: 2, count: (rows.count + 1) * width)
    var row = Array(0...columns.count)
    for (y, place) in rows.enumerated() {
      var diagonal = row[0]
      row[0] += 1
      ways[(y + 1) * width] = 1
      for (x, column) in columns.enumerated() {
        let paired = diagonal + (truth[place] == read[column] ? 0 : 1)
        let (deleted, inserted) = (row[x + 1] + 1, row[x] + 1)
        diagonal = row[x + 1]
        let best = min(paired, deleted, inserted)
        row[x + 1] = best
        ways[(y + 1) * width + x + 1] = best == paired ? 0 : best == deleted ? 1 : 2
      }
    }
    var found: [EditAlignment.Step] = []
    var (y, x) = (rows.count, columns.count)
    while y > 0 || x > 0 {
      let way = ways[y * width + x]
      if way != 2 { y -= 1 }
      if way != 1 { x -= 1 }
      let (place, column) = (rows.lowerBound + y, columns.lowerBound + x)
      switch way {
      case 0 where truth[place] == read[column]: found.append(.equal(place, column))
      case 0: found.append(.substitution(place, column))
      case 1: found.append(.deletion(place, before: column))
      default: found.append(.insertion(before: place, column))
      }
    }
    steps += found.reversed()
  }
}
