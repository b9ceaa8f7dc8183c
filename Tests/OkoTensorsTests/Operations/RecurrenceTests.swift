import Foundation
import OkoTensors
import TestSupport
import Testing

@Suite struct RecurrenceTests {
  private static let cells: [RecurrentCell] = [.tanh, .gru, .lstm]

  /// Reproducible needs of `directions` directions.
  private func inputs(
    _ cell: RecurrentCell, steps: Int, count: Int, width: Int, directions: Int
  ) -> [Tensor] {
    (0..<directions).flatMap { direction -> [Tensor] in
      let seed = UInt32(10 * direction)
      let bias = cell == .gru ? [testTensor([width], seed: seed + 3)] : []
      return [
        testTensor([steps, count, cell.gates * width], seed: seed + 1, in: -2...2),
        testTensor([width, cell.gates * width], seed: seed + 2),
      ] + bias
    }
  }

  private func run(_ cell: RecurrentCell, _ inputs: [Tensor], lengths: [Int]) -> Tensor {
    let each = cell == .gru ? 3 : 2
    let directions = stride(from: 0, to: inputs.count, by: each).map { first in
      RecurrentInput(
        projection: inputs[first], matrix: inputs[first + 1],
        recurrentBias: each == 3 ? inputs[first + 2] : nil)
    }
    return .recurrence(cell, directions, lengths: lengths)
  }

  /// The states of one sequence in one direction, in double precision, as the definitions have them.
  private func naive(
    _ cell: RecurrentCell, projections: [[Double]], matrix: [[Double]], bias: [Double]
  ) -> [[Double]] {
    let width = matrix.count
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var (state, memory) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    return projections.map { x in
      let product = x.indices.map { column in
        (0..<width).reduce(0) { $0 + state[$1] * matrix[$1][column] }
      }
      func sum(_ gate: Int, _ index: Int) -> Double {
        x[gate * width + index] + product[gate * width + index]
      }
      state = (0..<width).map { index in
        switch cell {
        case .tanh: return tanh(sum(0, index))
        case .gru:
          let (reset, update) = (sigmoid(sum(0, index)), sigmoid(sum(1, index)))
          let recurrent = product[2 * width + index] + bias[index]
          let candidate = tanh(x[2 * width + index] + reset * recurrent)
          return (1 - update) * candidate + update * state[index]
        case .lstm:
          memory[index] =
            sigmoid(sum(1, index)) * memory[index] + sigmoid(sum(0, index)) * tanh(sum(2, index))
          return sigmoid(sum(3, index)) * tanh(memory[index])
        }
      }
      return state
    }
  }

  @Test(arguments: cells, [(1, 1, 1), (5, 3, 7), (9, 19, 20)])
  func `states are those of the definition, at every length`(
    cell: RecurrentCell, size: (steps: Int, count: Int, width: Int)
  ) {
    let (steps, count, width) = size
    let lengths = (0..<count).map { max(0, steps - $0 % (steps + 1)) }
    let inputs = inputs(cell, steps: steps, count: count, width: width, directions: 2)
    let result = run(cell, inputs, lengths: lengths).scalars
    let each = inputs.count / 2
    for sequence in 0..<count {
      for direction in 0..<2 {
        let projection = inputs[direction * each].scalars
        let matrix = inputs[direction * each + 1].scalars.map(Double.init)
        var times = Array(0..<lengths[sequence])
        if direction == 1 { times.reverse() }
        let columns = cell.gates * width
        let states = naive(
          cell,
          projections: times.map { time in
            (0..<columns).map { Double(projection[(time * count + sequence) * columns + $0]) }
          },
          matrix: (0..<width).map { Array(matrix[$0 * columns..<($0 + 1) * columns]) },
          bias: each == 3 ? inputs[direction * each + 2].scalars.map(Double.init) : [])
        var expected = [[Double]](
          repeating: [Double](repeating: 0, count: width), count: steps)
        for (time, state) in zip(times, states) { expected[time] = state }
        for time in 0..<steps {
          for index in 0..<width {
            let place = ((time * count + sequence) * 2 + direction) * width + index
            #expect(abs(Double(result[place]) - expected[time][index]) < 1e-5)
          }
        }
      }
    }
  }

  @Test(arguments: cells) func `gradients are those of finite differences`(cell: RecurrentCell) {
    let inputs = inputs(cell, steps: 4, count: 3, width: 3, directions: 2)
    let found = FiniteDifferences().mismatches(at: inputs) { run(cell, $0, lengths: [4, 2, 0]) }
    #expect(found == [])
  }

  @Test(arguments: cells) func `one and two threads give the same bits`(cell: RecurrentCell) {
    let inputs = inputs(cell, steps: 6, count: 35, width: 17, directions: 2)
    let lengths = (0..<35).map { $0 % 7 }
    let (alone, together) = onOneAndTwoThreads {
      let variables = inputs.map { $0.tracked() }
      let result = run(cell, variables, lengths: lengths)
      return [result.scalars]
        + gradients(of: (result * result).sum(), at: variables).map(\.scalars)
    }
    #expect(alone == together)
  }

  @Test func `what lies beyond the end of a sequence has no influence`() {
    let first = inputs(.lstm, steps: 5, count: 1, width: 4, directions: 2)
    var changed = first[0].scalars
    for index in 3 * 16..<5 * 16 { changed[index] = .nan }
    var second = first
    second[0] = Tensor(changed, shape: first[0].shape)
    second[2] = second[0]
    let plain = run(.lstm, [first[0], first[1], first[0], first[3]], lengths: [3])
    let variables = second.map { $0.tracked() }
    let result = run(.lstm, variables, lengths: [3])
    #expect(result.scalars == plain.scalars)
    #expect(result.scalars.suffix(2 * 8).allSatisfy { $0 == 0 })
    for gradient in gradients(of: result.sum(), at: variables) {
      #expect(gradient.scalars.allSatisfy { $0.isFinite })
    }
  }
}
