/// The places of all values of a program.
///
/// Values go straight to where they are wanted: into the concatenation or the result that they are part of. Slices of
/// channels and reshapes are only other views. What is left lies in an arena that values share whose lifetimes do not
/// overlap.
struct ProgramLayout: Sendable {
  /// The place of every value; of those that fusion took away, which nothing asks for, some place.
  let places: [Place]
  /// The first word of every part of the arena: four bytes, a float.
  let arenaOffsets: [Int]
  /// How many words the arena has.
  let arenaCount: Int
  /// For every instruction, the held values that none after it takes.
  let released: [[Int]]

  init(_ graph: ProgramGraph) {
    var planning = Planning(graph)
    planning.placeFromTheEnd()
    planning.placeFromTheStart()
    places = planning.places.enumerated().map { value, place in
      place ?? graph.place(of: value, in: .held(value))
    }
    let uses = RegionUses(graph, places)
    let arena = ArenaPlan(
      sizes: planning.arenaSizes,
      lifetimes: planning.arenaSizes.indices.map { uses.lifetime(of: .arena($0)) })
    (arenaOffsets, arenaCount) = (arena.offsets, arena.count)
    released = uses.releasedHeldValues(graph)
  }
}

/// The places while they are being chosen.
private struct Planning {
  private let graph: ProgramGraph
  private let makers: [Int?]
  private let lastUses: [Int]
  private(set) var places: [Place?]
  private(set) var arenaSizes: [Int] = []

  init(_ graph: ProgramGraph) {
    self.graph = graph
    var makers = [Int?](repeating: nil, count: graph.shapes.count)
    for (index, instruction) in graph.instructions.enumerated() {
      makers[instruction.result] = index
    }
    self.makers = makers
    lastUses = graph.lastUses
    places = graph.shapes.indices.map { value in
      value < graph.inputCount ? graph.place(of: value, in: .input(value)) : nil
    }
    for (index, value) in graph.results.enumerated() where isFree(value) {
      places[value] = graph.place(of: value, in: .result(index))
    }
  }

  /// Whether the value has no place yet and what makes it writes wherever it is told to.
  private func isFree(_ value: Int) -> Bool {
    guard places[value] == nil, let maker = makers[value] else { return false }
    let instruction = graph.instructions[maker]
    // A reshape writes nothing if what it reshapes can lie there.
    if case .operation(let operation) = instruction.work, operation is Reshape {
      return instruction.operands[0].value.map(isFree) ?? false
    }
    return instruction.work.writesAnywhere
  }

  private mutating func placeInArena(_ value: Int) -> Place {
    let shape = graph.shapes[value]
    let place = graph.place(of: value, in: .arena(arenaSizes.count))
    let pixels = shape.count / max(shape.lastExtent, 1)
    arenaSizes.append(pixels * place.pixelStride / place.encoding.scalarsPerWord)
    places[value] = place
    return place
  }

  /// Hands the places of results and concatenations on to their parts.
  mutating func placeFromTheEnd() {
    for instruction in graph.instructions.reversed() {
      guard case .operation(let operation) = instruction.work else { continue }
      let shape = graph.shapes[instruction.result]
      if let concatenation = operation as? Concatenation {
        let whole = places[instruction.result] ?? placeInArena(instruction.result)
        var start = 0
        for operand in instruction.operands {
          let extent = graph.shape(of: operand)[concatenation.axis]
          defer { start += extent }
          guard let value = operand.value, isFree(value) else { continue }
          places[value] = whole.part(of: shape, axis: concatenation.axis, from: start)
        }
      } else if operation is Reshape, let value = instruction.operands[0].value, isFree(value) {
        places[value] = places[instruction.result]?.reshaped(
          from: shape, to: graph.shapes[value])
      }
    }
  }

  /// Makes slices and reshapes views, and gives all others a place of their own.
  mutating func placeFromTheStart() {
    for (index, instruction) in graph.instructions.enumerated()
    where places[instruction.result] == nil {
      let result = instruction.result
      if case .gate = instruction.work, let x = instruction.operands[0].value,
        isLastUse(of: x, at: index), graph.encodings[x] == graph.encodings[result]
      {
        places[result] = places[x]
      } else if case .operation(let operation) = instruction.work,
        let view = graph.view(operation, instruction, places)
      {
        places[result] = view
      } else if instruction.work.writesAnywhere {
        _ = placeInArena(result)
      } else {
        places[result] = graph.place(of: result, in: .held(result))
      }
    }
  }
}

extension Planning {
  /// Whether nothing after the instruction at `index` looks at the part of the arena that `value` lies in.
  private func isLastUse(of value: Int, at index: Int) -> Bool {
    guard case .arena(let part) = places[value]?.region else { return false }
    return places.indices.allSatisfy { other in
      places[other]?.region != .arena(part) || lastUses[other] <= index
    }
  }
}

extension ProgramGraph {
  /// The last instruction that takes each value: beyond all others for a result, and -1 where there is none.
  fileprivate var lastUses: [Int] {
    var uses = [Int](repeating: -1, count: shapes.count)
    for (index, instruction) in instructions.enumerated() {
      for value in instruction.operands.compactMap(\.value) { uses[value] = index }
    }
    for result in results { uses[result] = instructions.count }
    return uses
  }

  /// The place of a value that has a region for itself.
  fileprivate func place(of value: Int, in region: Place.Region) -> Place {
    Place(region, dense: shapes[value], encodings[value])
  }

  /// The shape of an operand.
  func shape(of operand: Operand) -> Shape {
    switch operand {
    case .value(let index): shapes[index]
    case .constant(let tensor): tensor.shape
    }
  }

  /// Where a slice of channels or a reshape lies when it is a view of its operand; nil where it cannot be.
  func view(_ operation: any Operation, _ instruction: Instruction, _ places: [Place?]) -> Place? {
    guard let value = instruction.operands[0].value, var place = places[value] else { return nil }
    let shape = shapes[value]
    switch operation {
    case let slice as Slice:
      guard zip(slice.ranges, shape.dimensions).dropLast().allSatisfy({ $0.count == $1 }),
        let channels = slice.ranges.last
      else { return nil }
      place.offset += channels.lowerBound
      return place
    case is Reshape:
      return place.reshaped(from: shape, to: shapes[instruction.result])
    default: return nil
    }
  }
}

/// Between which instructions each region is in use.
private struct RegionUses {
  private var lifetimes: [Place.Region: ClosedRange<Int>] = [:]

  init(_ graph: ProgramGraph, _ places: [Place]) {
    for (index, instruction) in graph.instructions.enumerated() {
      for value in instruction.operands.compactMap(\.value) + [instruction.result] {
        touch(places[value].region, at: index)
      }
    }
    for result in graph.results { touch(places[result].region, at: graph.instructions.count) }
  }

  private mutating func touch(_ region: Place.Region, at index: Int) {
    let known = lifetimes[region]
    lifetimes[region] =
      min(known?.lowerBound ?? index, index)...max(known?.upperBound ?? index, index)
  }

  func lifetime(of region: Place.Region) -> ClosedRange<Int> { lifetimes[region] ?? 0...0 }

  func releasedHeldValues(_ graph: ProgramGraph) -> [[Int]] {
    var released = [[Int]](repeating: [], count: graph.instructions.count)
    for value in graph.shapes.indices {
      guard let last = lifetimes[.held(value)]?.upperBound, last < released.count else { continue }
      released[last].append(value)
    }
    return released
  }
}
