/// A recurrent cell run over time, in one direction or in both.
///
/// Inputs for each direction: the projected inputs `[T, N, gates · H]`, the recurrent matrix `[H, gates · H]` and,
/// for the GRU, the bias `[H]` within its candidate. The second direction runs from the last step of every
/// sequence to its first. Result: what every step leaves behind, `[directions, T, N, slots · H]`, of which the
/// state is the last slot; zeros beyond the end of a sequence. Keeping all slots lets the gradient start from
/// them instead of running forward again.
struct Recurrence: Operation {
  let cell: RecurrentCell
  /// How many steps each sequence has.
  let lengths: [Int]
  /// The recurrent matrices packed beforehand; empty where they are not.
  var packed: [PackedMatrix] = []
  /// In how many bits states are multiplied by the matrices of a program.
  var type = ScalarType.float32
  /// The recurrent matrices rounded and packed, of fewer bits; states are rounded likewise for the product alone.
  var rounded: [LowPrecisionFilter] = []
  /// In how many bits the gradient of the matrix is multiplied.
  var precision = TrainingPrecision.float32

  private var inputsOfDirection: Int { cell == .gru ? 3 : 2 }

  func outputShape(_ inputs: [Shape]) -> Shape {
    let (projection, matrix) = (inputs[0], inputs[1])
    let width = matrix.rank == 2 ? matrix[0] : 0
    let directions = inputs.count / inputsOfDirection
    precondition(
      projection.rank == 3 && projection[1] == lengths.count
        && lengths.allSatisfy { (0...projection[0]).contains($0) },
      "recurrence: projections \(projection) for sequences of \(lengths) steps")
    precondition(
      (1...2).contains(directions) && inputs.count % inputsOfDirection == 0,
      "recurrence: \(inputs.count) inputs, expected \(inputsOfDirection) for each direction")
    for first in stride(from: 0, to: inputs.count, by: inputsOfDirection) {
      precondition(
        inputs[first] == projection && inputs[first + 1] == [width, cell.gates * width]
          && projection[2] == cell.gates * width && (cell != .gru || inputs[first + 2] == [width]),
        "recurrence: shapes \(inputs) for a cell of \(cell.gates) gates")
    }
    return [directions, projection[0], projection[1], cell.traceSlots * width]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let shape = outputShape(inputs.map(\.shape))
    let walk = RecurrenceWalk(cell: cell, lengths: lengths, trace: shape)
    return Tensor(shape: shape) { trace in
      walk.forward(directions(of: inputs), into: trace)
    }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    precondition(
      !gradient.isTracked && !context.inputs.contains(where: \.isTracked),
      "recurrence: its gradient cannot be differentiated again")
    let walk = RecurrenceWalk(cell: cell, lengths: lengths, trace: context.output.shape)
    let shape = context.output.shape
    let (count, width) = (shape[0], shape[3] / cell.traceSlots)
    let sums = Tensor(shape: [count, shape[1], shape[2], cell.gradientSlots * width]) { result in
      walk.backward(
        directions(of: context.inputs), trace: context.output.pointer, gradient: gradient.pointer,
        into: result)
    }
    let states = context.output.sliced(
      axis: 3, cell.hiddenSlot * width..<cell.traceSlots * width)
    return (0..<count).flatMap { direction in
      gradients(
        sums: sums.sliced(axis: 0, direction..<direction + 1),
        states: states.sliced(axis: 0, direction..<direction + 1), isReversed: direction == 1)
    }
  }

  /// The gradients at the inputs of one direction, from those at the sums in its cells.
  private func gradients(sums: Tensor, states: Tensor, isReversed: Bool) -> [Tensor?] {
    let (steps, count, width) = (states.shape[1], states.shape[2], states.shape[3])
    let gates = cell.gates * width
    let product = sums.sliced(axis: 3, 0..<gates)
    let early = 0..<steps - 1, late = 1..<steps
    let matrix =
      steps < 2
      ? Tensor(zeros: [width, gates])
      : matrixGradient(
        states.sliced(axis: 1, isReversed ? late : early),
        product.sliced(axis: 1, isReversed ? early : late))
    guard cell == .gru else {
      return [product.reshaped(to: [steps, count, gates]), matrix]
    }
    let projection = Tensor.concatenated(
      [sums.sliced(axis: 3, 0..<2 * width), sums.sliced(axis: 3, 3 * width..<4 * width)], axis: 3)
    let bias = sums.sliced(axis: 3, 2 * width..<3 * width).sum(axes: [0, 1, 2])
    return [projection.reshaped(to: [steps, count, gates]), matrix, bias]
  }

  /// Those of the operands that are recurrent matrices.
  func matrices<Operand>(of operands: [Operand]) -> [Operand] {
    stride(from: 1, to: operands.count, by: inputsOfDirection).map { operands[$0] }
  }

  /// The sum over all steps and sequences of states times gradients: that of a convolution of one column at its filter.
  private func matrixGradient(_ states: Tensor, _ gradients: Tensor) -> Tensor {
    let (width, gates) = (states.shape[-1], gradients.shape[-1])
    let rows = states.shape.count / max(width, 1)
    guard precision == .bfloat16 else {
      return MatrixProduct(isLeftTransposed: true)(
        states.reshaped(to: [rows, width]), gradients.reshaped(to: [rows, gates]))
    }
    return ConvolutionFilterGradient(geometry: .init(), height: 1, width: 1, precision: precision)(
      states.reshaped(to: [1, rows, 1, width]), gradients.reshaped(to: [1, rows, 1, gates])
    ).reshaped(to: [width, gates])
  }

  private func directions(of inputs: [Tensor]) -> [RecurrenceWalk.Direction] {
    stride(from: 0, to: inputs.count, by: inputsOfDirection).map { first in
      RecurrenceWalk.Direction(
        projection: inputs[first].pointer, matrix: inputs[first + 1],
        packed: packed.isEmpty ? nil : packed[first / inputsOfDirection],
        rounded: rounded.isEmpty ? nil : rounded[first / inputsOfDirection],
        recurrentBias: cell == .gru ? inputs[first + 2].pointer : nil)
    }
  }
}

/// What one direction of a recurrence needs.
public struct RecurrentInput: Sendable {
  /// The inputs of all steps after their own matrix, `[T, N, gates · H]`.
  public let projection: Tensor
  /// The recurrent matrix, `[H, gates · H]`.
  public let matrix: Tensor
  /// The bias within the GRU's candidate, `[H]`; nil for other cells.
  public let recurrentBias: Tensor?
  /// The recurrent matrix packed beforehand, which saves time where nothing is trained.
  package var packedMatrix: PackedMatrix?

  /// Makes the needs of a direction.
  public init(projection: Tensor, matrix: Tensor, recurrentBias: Tensor? = nil) {
    (self.projection, self.matrix, self.recurrentBias) = (projection, matrix, recurrentBias)
  }
}

extension Tensor {
  /// The states of `cell` at every step, from zero on: `[T, N, directions · H]`.
  ///
  /// A second direction runs from the last step of every sequence to its first.
  ///
  /// - Parameters:
  ///   - cell: What happens in a step.
  ///   - directions: One or two, of the same shapes.
  ///   - lengths: How many of the T steps each sequence has; beyond them the states are 0.
  /// - Returns: The states, those of a second direction beside those of the first.
  /// - Precondition: the shapes fit, and the gradient is not differentiated again.
  public static func recurrence(
    _ cell: RecurrentCell, _ directions: [RecurrentInput], lengths: [Int]
  ) -> Tensor {
    precondition(
      directions.allSatisfy { ($0.recurrentBias != nil) == (cell == .gru) },
      "recurrence: a recurrent bias belongs to the GRU and to no other cell")
    let inputs = directions.flatMap {
      [$0.projection, $0.matrix] + ($0.recurrentBias.map { [$0] } ?? [])
    }
    let packed = directions.compactMap(\.packedMatrix)
    precondition(
      packed.isEmpty || packed.map(\.shape) == directions.map(\.matrix.shape),
      "recurrence: packed matrices \(packed.map(\.shape)) for \(directions.map(\.matrix.shape))")
    let trace = Recurrence(cell: cell, lengths: lengths, packed: packed, precision: .current)
      .apply(to: inputs)
    let width = trace.shape[3] / cell.traceSlots
    return trace.sliced(axis: 3, cell.hiddenSlot * width..<cell.traceSlots * width)
      .permuted([1, 2, 0, 3])
      .reshaped(to: [trace.shape[1], trace.shape[2], trace.shape[0] * width])
  }
}
