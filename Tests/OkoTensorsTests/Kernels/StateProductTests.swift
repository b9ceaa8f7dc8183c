import COkoKernels
import Foundation
import TestSupport
import Testing

@Suite struct StateProductTests {
  @Test(arguments: [(1, 1, 1), (1, 7, 28), (1, 256, 1024), (3, 20, 80), (17, 33, 100)])
  func sumsAreThoseOfRoundedNumbersWithTheSameBitsEverywhere(
    size: (rows: Int, width: Int, columns: Int)
  ) {
    let (rows, width, columns) = size
    let states = testNumbers(rows * (width + 3)), matrix = testNumbers(width * columns, seed: 2)
    let before = testNumbers(rows * (columns + 5), seed: 3)
    let results = LowPrecisionSet.all.map { set in
      set { add(rows, width, columns, states, matrix, to: before) }
    }
    #expect(results.allSatisfy { $0 == results[0] })
    func rounded(_ value: Float) -> Double { Double(Float(bitPattern: bf16Bits(value) << 16)) }
    for row in 0..<rows {
      for column in 0..<columns + 5 {
        let place = row * (columns + 5) + column
        let product = (0..<(column < columns ? width : 0)).reduce(0) {
          $0 + rounded(states[row * (width + 3) + $1]) * rounded(matrix[$1 * columns + column])
        }
        #expect(abs(Double(results[0][place]) - Double(before[place]) - product) < 1e-4)
      }
    }
  }

  @Test(arguments: LowPrecisionSet.all) func oneRowHasTheBitsOfOneOfMany(set: LowPrecisionSet) {
    let states = testNumbers(4 * 103), matrix = testNumbers(100 * 300, seed: 2)
    let before = testNumbers(4 * 305, seed: 3)
    let many = set { add(4, 100, 300, states, matrix, to: before) }
    let one = set { add(1, 100, 300, states, matrix, to: before) }
    #expect(Array(one.prefix(300)) == Array(many.prefix(300)))
  }

  private func add(
    _ rows: Int, _ width: Int, _ columns: Int, _ states: [Float], _ matrix: [Float],
    to before: [Float]
  ) -> [Float] {
    let shape = NaiveConvolution(
      size: (1, 1), channels: (width, columns), kernel: (1, 1), padding: 0)
    var kernel = oko_low_conv(shape: shape.kernelShape, type: OKO_BF16, is_transposed: 0)
    var packed = scratch(oko_low_conv_packed_size(&kernel))
    oko_low_conv_pack_filter(
      &kernel, matrix, nil, &packed, 0, oko_low_conv_packed_panel_count(&kernel))
    var product = oko_state_product(
      rows: Int64(rows), width: Int64(width), columns: Int64(columns),
      state_stride: Int64(width + 3), sum_stride: Int64(columns + 5))
    var (work, sums) = (scratch(oko_low_state_product_scratch_size(&product)), before)
    oko_low_state_product_add(&product, states, packed, &sums, &work)
    return sums
  }
}
