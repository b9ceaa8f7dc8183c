/// The memory of one run of a program.
final class ProgramMemory {
  private let arena: Storage
  private let arenaOffsets: [Int]
  private let inputs: [Tensor]
  private let results: [Storage?]
  private var held: [Int: Tensor] = [:]

  init(_ layout: ProgramLayout, inputs: [Tensor], results: [Storage?]) {
    arena = Storage(count: layout.arenaCount)
    arenaOffsets = layout.arenaOffsets
    (self.inputs, self.results) = (inputs, results)
  }

  /// The first scalar of a place; inputs are not written.
  func pointer(_ place: Place) -> UnsafeMutablePointer<Float> {
    let base: UnsafeMutablePointer<Float>? =
      switch place.region {
      case .input(let index): inputs[index].storage.pointer
      case .result(let index): results[index]?.pointer
      case .arena(let index): arena.pointer + arenaOffsets[index]
      case .held(let value): held[value]?.storage.pointer
      }
    guard let base else { preconditionFailure("Program: nothing lies at \(place)") }
    return base + place.offset
  }

  /// The value of `shape` at a place as a tensor: a view for as long as the run needs the value, or, where its
  /// scalars do not lie one after the other, a copy.
  func tensor(_ place: Place, _ shape: Shape) -> Tensor {
    guard place.isDense(shape) else { return copy(place, shape) }
    if case .held(let value) = place.region, place.offset == 0, let tensor = held[value] {
      return Tensor(shape: shape, storage: tensor.storage, node: nil)
    }
    let storage = Storage(viewing: pointer(place), count: shape.count)
    return Tensor(shape: shape, storage: storage, node: nil)
  }

  /// A copy of the value of `shape` at a place.
  func copy(_ place: Place, _ shape: Shape) -> Tensor {
    let source = pointer(place)
    return Tensor(shape: shape) { target in
      copyRows(
        shape, from: source, stride: place.pixelStride, to: target, stride: shape.lastExtent)
    }
  }

  /// Keeps what an operation made, under the index of its value.
  func hold(_ tensor: Tensor, as value: Int) { held[value] = tensor }

  /// Lets go of a held value.
  func release(_ value: Int) { held[value] = nil }
}

/// Copies the rows of a value of `shape` from one pixel stride to another, on all threads.
func copyRows(
  _ shape: Shape, from source: UnsafePointer<Float>, stride: Int,
  to target: UnsafeMutablePointer<Float>, stride targetStride: Int
) {
  let (rows, columns) = (shape.rowCount, shape.lastExtent)
  guard stride != columns || targetStride != columns else {
    copyRows([1, shape.count], from: source, stride: 0, to: target, stride: 0)
    return
  }
  Workers.shared.run(over: rows, grain: WorkSplit.rowGrain(columns: columns)) { range in
    for row in range {
      (target + row * targetStride).update(from: source + row * stride, count: columns)
    }
  }
}
