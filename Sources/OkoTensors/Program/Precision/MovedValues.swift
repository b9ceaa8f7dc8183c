/// Which values of a graph are only moved about, as by a concatenation, so that they have one encoding with what they
/// come from.
struct MovedValues {
  /// Whether a value comes from others without arithmetic.
  private(set) var isMoved: [Bool]
  private var parents: [Int]

  /// Finds the values that can be moved in words of several scalars of `type`.
  init(_ graph: ProgramGraph, type: ScalarType) {
    isMoved = [Bool](repeating: false, count: graph.shapes.count)
    parents = Array(graph.shapes.indices)
    for instruction in graph.instructions {
      guard case .operation(let operation) = instruction.work,
        Self.moves(operation, instruction, in: graph, scalarsPerWord: 4 / type.size)
      else { continue }
      isMoved[instruction.result] = true
      for value in instruction.operands.compactMap(\.value) { join(value, instruction.result) }
    }
  }

  /// The value that stands for all that are moved together with `value`.
  func group(of value: Int) -> Int {
    var value = value
    while parents[value] != value { value = parents[value] }
    return value
  }

  /// All values that have one encoding with `value`, and it itself.
  func together(with value: Int) -> [Int] {
    let group = group(of: value)
    return parents.indices.filter { self.group(of: $0) == group }
  }

  private mutating func join(_ first: Int, _ second: Int) {
    let (one, other) = (group(of: first), group(of: second))
    parents[max(one, other)] = min(one, other)
  }

  /// Whether an instruction moves whole words, from values alone.
  private static func moves(
    _ operation: any Operation, _ instruction: ProgramGraph.Instruction, in graph: ProgramGraph,
    scalarsPerWord: Int
  ) -> Bool {
    guard instruction.operands.allSatisfy({ $0.value != nil }) else { return false }
    let shapes = instruction.operands.map { graph.shape(of: $0) }
    guard
      (shapes + [graph.shapes[instruction.result]]).allSatisfy({
        $0.lastExtent % scalarsPerWord == 0
      })
    else { return false }
    switch operation {
    case is Concatenation, is MaximumPooling, is NearestUpsampling: return true
    case let slice as Slice:
      return zip(slice.ranges, shapes[0].dimensions).dropLast().allSatisfy { $0.count == $1 }
        && (slice.ranges.last?.lowerBound ?? 0) % scalarsPerWord == 0
    case is Reshape: return shapes[0].lastExtent == graph.shapes[instruction.result].lastExtent
    default: return false
    }
  }
}
