/// Copies a value into another encoding, or from one place to another.
struct ConversionStep: ProgramStep {
  private let shape: Shape
  private let (x, y): (Place, Place)

  init(shape: Shape, x: Place, y: Place) {
    (self.shape, self.x, self.y) = (shape, x, y)
  }

  var description: String { "\(x.encoding.type) to \(y.encoding.type) → \(shape)" }

  func run(in memory: ProgramMemory) {
    let channels = shape.lastExtent
    memory.operand(x, channels: channels).convert(
      into: memory.operand(y, channels: channels), pixels: shape.count / max(channels, 1),
      channels: channels)
  }
}
