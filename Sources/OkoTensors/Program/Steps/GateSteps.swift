/// The means of every channel over the pixels of each picture, from any encoding to any.
struct MeansStep: ProgramStep {
  private let factor: Float
  private let input: Shape
  private let (x, y): (Place, Place)

  /// Makes a step that reads pictures `[N, H, W, C]` and writes N pixels: sums times `factor`.
  init(factor: Float, input: Shape, x: Place, y: Place) {
    (self.factor, self.input, self.x, self.y) = (factor, input, x, y)
  }

  var description: String { "means → \([input[0], input[3]])" }

  func run(in memory: ProgramMemory) {
    let channels = input[3]
    memory.operand(x, channels: channels).sum(
      into: memory.operand(y, channels: channels), times: factor, pictures: input[0],
      pixels: input[1] * input[2], channels: channels)
  }
}

/// Every pixel of a picture times that picture's pixel of a gate, from any encoding to any.
struct GateStep: ProgramStep {
  private let shape: Shape
  private let (x, gate, y): (Place, Place, Place)

  /// Makes a step whose result has this shape, `[N, H, W, C]`; `y` may be `x`.
  init(shape: Shape, x: Place, gate: Place, y: Place) {
    (self.shape, self.x, self.gate, self.y) = (shape, x, gate, y)
  }

  var description: String { "gate → \(shape)" }

  func run(in memory: ProgramMemory) {
    let channels = shape[3]
    memory.operand(x, channels: channels).multiply(
      by: memory.operand(gate, channels: channels), into: memory.operand(y, channels: channels),
      pictures: shape[0], pixels: shape[1] * shape[2], channels: channels)
  }
}
