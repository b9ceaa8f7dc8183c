/// Parts of one piece of scratch memory, each beginning at a whole cache line.
struct ScratchParts {
  private var next: UnsafeMutablePointer<Float>

  init(_ memory: UnsafeMutablePointer<Float>) { next = memory }

  /// The floats to ask for, so that parts of these sizes fit.
  static func size(_ counts: [Int]) -> Int { counts.reduce(0) { $0 + ($1 + 15) / 16 * 16 } }

  /// The next part, of the size that comes next in the list.
  mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    defer { next += (count + 15) / 16 * 16 }
    return next
  }
}
