import OkoTensors
import TestSupport
import Testing

@Suite struct ProgramPrecisionTests {
  typealias Part = ProgramTests.Part

  static let shape: Shape = [1, 8, 12, 16]

  /// The part behind a convolution and before another, so that the values between lie in fewer bits.
  static func inside(_ part: Part) -> @Sendable (Tensor) -> Tensor {
    { x in
      let y = part.network(ProgramTests.convolved(x))
      let channels = y.shape.dimensions[y.shape.rank - 1]
      let weights = testTensor([channels, 8], seed: 40)
      guard y.shape.rank == 4 else { return y.linear(weights) }
      return y.convolved(with: weights.reshaped(to: [1, 1, channels, 8]))
    }
  }

  /// The largest difference, as a share of the largest number.
  static func relativeError(_ result: Tensor, _ expected: Tensor) -> Double {
    let largest = expected.scalars.map { abs(Double($0)) }.max() ?? 0
    return largestError(result.scalars, expected.scalars.map(Double.init)) / largest
  }

  static func calibrated(
    _ x: Tensor, exact: Set<Int> = [], _ network: @escaping @Sendable (Tensor) -> Tensor
  ) -> ProgramPrecision {
    var calibration = CompiledNetwork { network($0) }.calibration(on: [[x]])
    calibration.exactValues = exact
    return .int8(calibration)
  }

  @Test(arguments: ProgramTests.parts)
  func aPartGivesInBfloat16WhatItGivesInFloatsButForRounding(part: Part) {
    let (x, network) = (testTensor(Self.shape), Self.inside(part))
    let program = Program(inputs: [x.shape], precision: .bfloat16) { [network($0[0])] }
    let result = program([x])[0]
    let error = Self.relativeError(result, network(x))
    #expect(error < 0.02)
    #expect(error > 1e-5)
    _ = program([testTensor(x.shape, seed: 20)])
    #expect(program([x])[0].scalars == result.scalars)
  }

  @Test(arguments: ProgramTests.parts)
  func aPartGivesInBytesWhatItGivesInFloatsButForRounding(part: Part) {
    let (x, network) = (testTensor(Self.shape), Self.inside(part))
    let precision = Self.calibrated(x) { network($0) }
    let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
    let error = Self.relativeError(program([x])[0], network(x))
    #expect(error < 0.06)
    #expect(error > 1e-4)
  }

  @Test(arguments: [3, 5, 6]) func channelsThatFillNoWordAreRead(count: Int) {
    let x = testTensor([2, 5, 6, count])
    let filter = testTensor([3, 3, count, count], seed: 2)
    let network: @Sendable (Tensor) -> Tensor = { x in
      (0..<3).reduce(x) { y, _ in y.convolved(with: filter, .init(padding: 1)).activated(.relu) }
    }
    for precision in [.bfloat16, Self.calibrated(x) { network($0) }] {
      let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
      #expect(Self.relativeError(program([x])[0], network(x)) < 0.05)
    }
  }

  @Test(arguments: [Precision.bfloat16, .int8]) func bitsDoNotDependOnTheThreads(
    precision: Precision
  ) {
    let x = testTensor([1, 40, 40, 16])
    let network = CompiledNetwork { x in
      (0..<4).reduce(x) { y, _ in y + ProgramTests.convolved(y).activated(.silu) }
    }.computing(in: precision) { [[x]] }
    let (one, two) = onOneAndTwoThreads { network(x).scalars }
    #expect(one == two)
  }

  @Test func valuesOfFewerBitsTakeLessMemory() {
    let x = testTensor(Self.shape)
    let network: @Sendable (Tensor) -> Tensor = { x in
      (0..<10).reduce(x) { y, _ in ProgramTests.convolved(y).activated(.relu) }
    }
    let bytes = [.bfloat16, Self.calibrated(x) { network($0) }].map { precision in
      Program(inputs: [x.shape], precision: precision) { [network($0[0])] }.arenaBytes
    }
    #expect(bytes == [2 * 8 * 12 * 16 * 2, 2 * 8 * 12 * 16])
  }

  @Test func exactValuesAreComputedInFloats() {
    let x = testTensor(Self.shape)
    let network: @Sendable (Tensor) -> Tensor = { ProgramTests.convolved($0) }
    // The values are x and the convolution's.
    let program = Program(
      inputs: [x.shape], precision: Self.calibrated(x, exact: [1]) { network($0) }
    ) { [network($0[0])] }
    let floats = Program(inputs: [x.shape]) { [network($0[0])] }
    #expect(program([x])[0].scalars == floats([x])[0].scalars)
  }

  @Test func aCalibrationOfAnotherNetworkIsNotUsed() {
    let x = testTensor(Self.shape)
    let other = Self.calibrated(x) { ProgramTests.convolved(ProgramTests.convolved($0)) }
    let program = Program(inputs: [x.shape], precision: other) { [ProgramTests.convolved($0[0])] }
    let floats = Program(inputs: [x.shape]) { [ProgramTests.convolved($0[0])] }
    #expect(program([x])[0].scalars == floats([x])[0].scalars)
  }

  @Test func rangesAreMeansOfExtremes() {
    let network = CompiledNetwork { $0.convolved(with: Tensor([2], shape: [1, 1, 1, 1])) }
    let inputs = [[-1, 3], [0, 1]].map { [Tensor($0, shape: [1, 1, 2, 1])] }
    let calibration = network.calibration(on: inputs)
    #expect(calibration.ranges == [-0.5...2, -1...4])
  }
}
