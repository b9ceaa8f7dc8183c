/// The boxes kept so far, listed by the cells of a grid that they cover and, roughly, by class.
struct KeptBoxes {
  private typealias Lanes = SIMD8<Float>

  /// A chunk holds eight boxes side by side: their left, top, right and bottom edges, areas and classes.
  ///
  /// Absent boxes are empty.
  private static let chunkSize = 6 * Lanes.scalarCount

  private let corners: UnsafeBufferPointer<BoxCorners>
  /// As floats: they compare with the boxes, eight at once.
  private let classes: [Float]
  private let threshold: Float
  /// Into how many columns and rows a box is divided to look for its neighbours.
  private let divisions: Int
  private let side: Int
  private let classLists: Int
  private var (originX, originY): (Float, Float) = (0, 0)
  private let (scaleX, scaleY): (Float, Float)
  /// For each list its latest chunk, −1 for none.
  private var heads: [Int]
  /// For each list how many boxes it holds.
  private var counts: [Int]
  private var chunks: [Float] = []
  /// For each chunk the one before it in its list, −1 for none.
  private var earlier: [Int] = []

  init(corners: UnsafeBufferPointer<BoxCorners>, classes: [Int], threshold: Float) {
    (self.corners, self.threshold) = (corners, threshold)
    self.classes = Self.compact(classes)
    divisions = max(2, Int((1 / max(threshold, 0.125)).rounded(.up)))
    var (right, bottom, sizes, count): (Float, Float, Float, Float) = (0, 0, 0, 0)
    for box in corners where box.isFinite {
      originX = count == 0 ? box.left : min(originX, box.left)
      originY = count == 0 ? box.top : min(originY, box.top)
      right = count == 0 ? box.right : max(right, box.right)
      bottom = count == 0 ? box.bottom : max(bottom, box.bottom)
      sizes += max(box.width, 0) + max(box.height, 0)
      count += 1
    }
    // Cells of half a box; with a small threshold all boxes are neighbours.
    let extent = max(right - originX, bottom - originY, 1)
    let cells = extent / max(sizes / (4 * max(count, 1)), extent / 32)
    // Few boxes of a class are compared sooner than listed by all cells that they cover.
    let isSmall = threshold < 0.125 || Self.largestList(of: self.classes) < 256 || !cells.isFinite
    side = isSmall ? 1 : min(max(Int(cells), 1), 32)
    classLists = Self.mostLists / (side * side)
    heads = [Int](repeating: -1, count: side * side * classLists)
    counts = [Int](repeating: 0, count: heads.count)
    scaleX = Float(side) / max(right - originX, 1)
    scaleY = Float(side) / max(bottom - originY, 1)
  }

  /// Whether a kept box of the same class overlaps box `index` by more than the threshold.
  func overlap(_ index: Int) -> Bool {
    guard side > 1 else { return overlap(index, cell: 0) }
    let box = corners[index]
    for row in 1..<divisions {
      let share = Float(row) / Float(divisions)
      let y = cell(box.top + share * box.height, originY, scaleY)
      for column in 1..<divisions {
        let share = Float(column) / Float(divisions)
        let x = cell(box.left + share * box.width, originX, scaleX)
        if overlap(index, cell: y * side + x) { return true }
      }
    }
    return false
  }

  /// Adds box `index` to the lists of all cells that it touches.
  mutating func insert(_ index: Int) {
    let box = corners[index]
    guard side > 1 else {
      append(box, classes[index], to: list(cell: 0, classes[index]))
      return
    }
    // A little more than the box, against rounding at its edges.
    let (marginX, marginY) = (box.width * 1e-3, box.height * 1e-3)
    let left = cell(box.left - marginX, originX, scaleX)
    let right = cell(box.right + marginX, originX, scaleX)
    let top = cell(box.top - marginY, originY, scaleY)
    let bottom = cell(box.bottom + marginY, originY, scaleY)
    guard left <= right, top <= bottom else { return }
    for row in top...bottom {
      for column in left...right {
        append(box, classes[index], to: list(cell: row * side + column, classes[index]))
      }
    }
  }

  private mutating func append(_ box: BoxCorners, _ classIndex: Float, to list: Int) {
    let lane = counts[list] % Lanes.scalarCount
    if lane == 0 {
      earlier.append(heads[list])
      heads[list] = earlier.count - 1
      chunks.append(contentsOf: repeatElement(0, count: Self.chunkSize))
    }
    counts[list] += 1
    let place = heads[list] * Self.chunkSize + lane
    chunks[place] = box.left
    chunks[place + 8] = box.top
    chunks[place + 16] = box.right
    chunks[place + 24] = box.bottom
    chunks[place + 32] = box.area
    chunks[place + 40] = classIndex
  }

  @inline(__always)
  private func overlap(_ index: Int, cell: Int) -> Bool {
    let (box, classIndex) = (corners[index], classes[index])
    let (left, top) = (Lanes(repeating: box.left), Lanes(repeating: box.top))
    let (right, bottom) = (Lanes(repeating: box.right), Lanes(repeating: box.bottom))
    let (wanted, area) = (Lanes(repeating: classIndex), box.area)
    return chunks.withUnsafeBytes { bytes in
      func field(_ chunk: Int, _ number: Int) -> Lanes {
        bytes.loadUnaligned(
          fromByteOffset: (chunk * Self.chunkSize + number * Lanes.scalarCount) * 4,
          as: Lanes.self)
      }
      var chunk = heads[list(cell: cell, classIndex)]
      while chunk >= 0 {
        let (otherLeft, otherTop) = (field(chunk, 0), field(chunk, 1))
        let (otherRight, otherBottom) = (field(chunk, 2), field(chunk, 3))
        let width =
          right.replacing(with: otherRight, where: otherRight .< right)
          - left.replacing(with: otherLeft, where: otherLeft .> left)
        let height =
          bottom.replacing(with: otherBottom, where: otherBottom .< bottom)
          - top.replacing(with: otherTop, where: otherTop .> top)
        let shared = width * height
        let isCovered =
          (shared / (area + field(chunk, 4) - shared) .> threshold) .& (width .> 0)
          .& (height .> 0) .& (field(chunk, 5) .== wanted)
        if any(isCovered) { return true }
        chunk = earlier[chunk]
      }
      return false
    }
  }

  @inline(__always)
  private func cell(_ position: Float, _ origin: Float, _ scale: Float) -> Int {
    Int(min(max((position - origin) * scale, 0), Float(side - 1)))
  }

  @inline(__always)
  private func list(cell: Int, _ classIndex: Float) -> Int {
    cell * classLists + Int(classIndex) % classLists
  }

  /// Lists of all cells and classes together.
  private static let mostLists = 8192

  /// How many boxes the fullest list has where there is but one cell.
  private static func largestList(of classes: [Float]) -> Int {
    var counts = [Int](repeating: 0, count: mostLists)
    for classIndex in classes { counts[Int(classIndex) % mostLists] += 1 }
    return counts.max() ?? 0
  }

  /// The classes as numbers that a float holds exactly: as they are, or numbered anew.
  private static func compact(_ classes: [Int]) -> [Float] {
    if classes.allSatisfy({ (0..<(1 << 24)).contains($0) }) { return classes.map { Float($0) } }
    var numbers: [Int: Float] = [:]
    return classes.map { classIndex in
      let number = numbers[classIndex] ?? Float(numbers.count)
      numbers[classIndex] = number
      return number
    }
  }
}
