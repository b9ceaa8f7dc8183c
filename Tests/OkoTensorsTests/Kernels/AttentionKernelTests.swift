import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct AttentionKernelTests {
  private let rows = 5, width = 19, stride = 64

  /// How many columns row r of a block counts, where a causal block has one more from row to row.
  private func counted(_ row: Int, _ columns: Int, isCausal: Bool) -> Int {
    isCausal ? max(0, min(columns, row - 1)) : columns
  }

  /// 2^(score + bias) for every row and column, 0 where a column does not count.
  private func powers(
    _ scores: [Float], _ bias: [Float]?, columns: Int, isCausal: Bool
  ) -> [[Double]] {
    (0..<rows).map { row in
      (0..<columns).map { column in
        guard column < counted(row, columns, isCausal: isCausal) else { return 0 }
        let bias = bias.map { $0[rows + column - row] } ?? 0
        return exp2(Double(scores[row * stride + column]) + Double(bias))
      }
    }
  }

  private func withBlock<Result>(
    _ scores: UnsafeMutablePointer<Float>, _ bias: [Float]?, columns: Int, isCausal: Bool,
    _ body: (inout oko_score_block) -> Result
  ) -> Result {
    var block = oko_score_block(
      scores: scores, rows: Int64(rows), columns: Int64(columns), stride: Int64(stride),
      counted: Int64(isCausal ? -1 : columns), counted_step: isCausal ? 1 : 0, bias: nil)
    guard let bias else { return body(&block) }
    return bias.withUnsafeBufferPointer {
      block.bias = $0.baseAddress.map { $0 + rows }
      return body(&block)
    }
  }

  @Test(arguments: kernelSets, [1, 3, 16, 33, 64])
  func blocksOneAfterTheOtherMakeOneSoftmax(set: String, columns: Int) {
    for (hasBias, isCausal) in [(false, false), (true, false), (false, true), (true, true)] {
      var maxima = [Float](repeating: -.infinity, count: rows)
      var sums = [Float](repeating: 0, count: rows)
      var gathered = [Float](repeating: 0, count: rows * width)
      var expectedSums = [Double](repeating: 0, count: rows)
      // What the first block left in the row is worth less after the second one.
      for round in 0..<2 {
        var scores = testNumbers(rows * stride, seed: UInt32(round)).map {
          $0 * 20 + Float(round * 10)
        }
        let bias = hasBias ? testNumbers(2 * rows + columns, seed: 7) : nil
        let powers = powers(scores, bias, columns: columns, isCausal: isCausal)
        for row in 0..<rows { expectedSums[row] += powers[row].reduce(0, +) }
        withKernels(set) {
          scores.withUnsafeMutableBufferPointer {
            guard let base = $0.baseAddress else { return }
            withBlock(base, bias, columns: columns, isCausal: isCausal) {
              oko_attend_forward(&$0, &maxima, &sums, &gathered, Int64(width))
            }
          }
        }
        for row in 0..<rows {
          let unit = exp2(Double(maxima[row]))
          for column in 0..<columns {
            let share = Double(scores[row * stride + column])
            let expected = powers[row][column] == 0 ? 0 : powers[row][column] / unit
            #expect(abs(share - expected) < 1e-5)
            gathered[row * width + column % width] += scores[row * stride + column]
          }
        }
      }
      for row in 0..<rows where expectedSums[row] > 0 {
        let sum = Double(sums[row]) * exp2(Double(maxima[row]))
        #expect(abs(sum - expectedSums[row]) < 1e-5 * expectedSums[row])
        let kept = gathered[(row * width)..<((row + 1) * width)].reduce(0, +)
        #expect(abs(kept - sums[row]) < 1e-5 * sums[row])
      }
    }
  }

  @Test(arguments: kernelSets, [1, 3, 16, 33, 64])
  func slopesAreThoseOfTheSoftmax(set: String, columns: Int) {
    for (hasBias, isCausal) in [(false, false), (true, false), (false, true), (true, true)] {
      let bias = hasBias ? testNumbers(2 * rows + columns, seed: 7) : nil
      var scores = testNumbers(rows * stride).map { $0 * 9 }
      var slopes = testNumbers(rows * stride, seed: 2)
      let before = slopes
      let powers = powers(scores, bias, columns: columns, isCausal: isCausal)
      let logs = powers.map { Float(log2($0.reduce(1e-9, +))) }
      let totals = testNumbers(rows, seed: 3)
      var biasSlopes = [Float](repeating: 1, count: 2 * rows + columns)
      var expectedBias = [Double](repeating: 1, count: 2 * rows + columns)
      withKernels(set) {
        scores.withUnsafeMutableBufferPointer {
          guard let base = $0.baseAddress else { return }
          withBlock(base, bias, columns: columns, isCausal: isCausal) { block in
            biasSlopes.withUnsafeMutableBufferPointer {
              oko_attend_backward(
                &block, logs, totals, &slopes, hasBias ? $0.baseAddress.map { $0 + rows } : nil)
            }
          }
        }
      }
      for row in 0..<rows {
        for column in 0..<columns {
          let share = powers[row][column] / exp2(Double(logs[row]))
          let slope = share * Double(before[row * stride + column] - totals[row])
          #expect(abs(Double(scores[row * stride + column]) - share) < 1e-5)
          #expect(abs(Double(slopes[row * stride + column]) - slope) < 1e-5)
          if hasBias { expectedBias[rows + column - row] += slope }
        }
      }
      #expect(largestError(biasSlopes, expectedBias) < 1e-5)
    }
  }
}
