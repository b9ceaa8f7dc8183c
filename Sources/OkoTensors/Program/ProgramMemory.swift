/// The memory of one run of a program.
final class ProgramMemory {
  private let arena: Storage
  private let arenaOffsets: [Int]
  private let inputs: [Tensor]
  private let results: [Storage?]
  private var held: [Int: Tensor] = [:]

  /// Makes the memory of steps that read inputs and write results alone.
  init(inputs: [Tensor], results: [Storage]) {
    (arena, arenaOffsets) = (Storage(count: 0), [])
    (self.inputs, self.results) = (inputs, results)
  }

  init(_ layout: ProgramLayout, inputs: [Tensor], results: [Storage?]) {
    arena = Storage(count: layout.arenaCount)
    arenaOffsets = layout.arenaOffsets
    (self.inputs, self.results) = (inputs, results)
  }

  /// The first scalar of a place, or the first word where scalars are smaller; inputs are not written.
  func pointer(_ place: Place) -> UnsafeMutablePointer<Float> {
    let base: UnsafeMutablePointer<Float>? =
      switch place.region {
      case .input(let index): inputs[index].storage.pointer
      case .result(let index): results[index]?.pointer
      case .arena(let index): arena.pointer + arenaOffsets[index]
      case .held(let value): held[value]?.storage.pointer
      }
    guard let base else { preconditionFailure("Program: nothing lies at \(place)") }
    return base + place.offset / place.encoding.scalarsPerWord
  }

  /// A place of pixels of `channels` as the kernels of low precision take it.
  func operand(_ place: Place, channels: Int) -> LowPrecisionOperand {
    let type = place.encoding.type
    // A dense value fills the last word of a pixel.
    let isDense = place.pixelStride == type.denseStride(channels: channels)
    return LowPrecisionOperand(
      pointer(place), type, place.encoding.quantization,
      pixelStride: isDense ? 0 : place.pixelStride)
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
      copyStrided(
        extents: shape.dimensions, from: source, strides: place.strides(of: shape), to: target,
        strides: shape.strides)
    }
  }

  /// Keeps what an operation made, under the index of its value.
  func hold(_ tensor: Tensor, as value: Int) { held[value] = tensor }

  /// Lets go of a held value.
  func release(_ value: Int) { held[value] = nil }
}
