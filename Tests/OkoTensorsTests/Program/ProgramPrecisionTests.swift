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

  static func bytes(
    _ x: Tensor, exact: Set<Int> = [], _ network: @escaping @Sendable (Tensor) -> Tensor
  ) throws -> ProgramPrecision {
    let observer = ValueObserver()
    _ = CompiledNetwork(network).computing(in: .observed(observer))(x)
    var plan = try #require(observer.plan)
    plan.exactValues = exact
    return .int8(plan)
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
  func aPartGivesInBytesWhatItGivesInFloatsButForRounding(part: Part) throws {
    let (x, network) = (testTensor(Self.shape), Self.inside(part))
    let precision = try Self.bytes(x, network)
    let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
    let error = Self.relativeError(program([x])[0], network(x))
    #expect(error < 0.06)
    #expect(error > 1e-4)
  }

  @Test(arguments: [3, 5, 6]) func channelsThatFillNoWordAreRead(count: Int) throws {
    let x = testTensor([2, 5, 6, count])
    let filter = testTensor([3, 3, count, count], seed: 2)
    let network: @Sendable (Tensor) -> Tensor = { x in
      (0..<3).reduce(x) { y, _ in y.convolved(with: filter, .init(padding: 1)).activated(.relu) }
    }
    for precision in [.bfloat16, try Self.bytes(x, network)] {
      let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
      #expect(Self.relativeError(program([x])[0], network(x)) < 0.05)
    }
  }

  @Test func aPictureIsRoundedWhereItIsRead() throws {
    let x = testTensor([1, 20, 30, 3])
    let filter = testTensor([3, 3, 3, 8], seed: 2)
    let network: @Sendable (Tensor) -> Tensor = { $0.convolved(with: filter, .init(stride: 2)) }
    for precision in [.bfloat16, try Self.bytes(x, network)] {
      let program = Program(inputs: [x.shape], precision: precision) { [network($0[0])] }
      #expect(program.profile([x], times: 1).lines.count == 1)
      #expect(Self.relativeError(program([x])[0], network(x)) < 0.03)
    }
  }

  @Test func bitsDoNotDependOnTheThreads() throws {
    let x = testTensor([1, 40, 40, 16])
    let network: @Sendable (Tensor) -> Tensor = { x in
      (0..<4).reduce(x) { y, _ in y + ProgramTests.convolved(y).activated(.silu) }
    }
    for precision in [.bfloat16, try Self.bytes(x, network)] {
      let compiled = CompiledNetwork(network).computing(in: precision)
      let (one, two) = onOneAndTwoThreads { compiled(x).scalars }
      #expect(one == two)
    }
  }

  @Test(arguments: [RecurrentCell.tanh, .gru, .lstm], [1, 3])
  func recurrencesMultiplyByRoundedMatrices(cell: RecurrentCell, count: Int) {
    let x = testTensor([6, count, cell.gates * 20])
    let matrices = [2, 3].map { testTensor([20, cell.gates * 20], seed: $0, in: -0.3...0.3) }
    let bias = cell == .gru ? testTensor([20], seed: 4) : nil
    let lengths = Array([6, 4, 0].prefix(count))
    let network: @Sendable (Tensor) -> Tensor = { x in
      .recurrence(
        cell, matrices.map { RecurrentInput(projection: x, matrix: $0, recurrentBias: bias) },
        lengths: lengths)
    }
    let compiled = CompiledNetwork(network).computing(in: .bfloat16)
    let (one, two) = onOneAndTwoThreads { compiled(x) }
    #expect(one.scalars == two.scalars)
    let error = Self.relativeError(one, network(x))
    #expect(error < 0.01 && error > 1e-5)
  }

  @Test func valuesOfFewerBitsTakeLessMemory() throws {
    let x = testTensor(Self.shape)
    let network: @Sendable (Tensor) -> Tensor = { x in
      (0..<10).reduce(x) { y, _ in ProgramTests.convolved(y).activated(.relu) }
    }
    let bytes = [.bfloat16, try Self.bytes(x, network)].map { precision in
      Program(inputs: [x.shape], precision: precision) { [network($0[0])] }.arenaBytes
    }
    #expect(bytes == [2 * 8 * 12 * 16 * 2, 2 * 8 * 12 * 16])
  }

  @Test func exactValuesAreComputedInFloats() throws {
    let x = testTensor(Self.shape)
    let network: @Sendable (Tensor) -> Tensor = { ProgramTests.convolved($0) }
    // The values are x and the convolution's.
    let program = Program(
      inputs: [x.shape], precision: try Self.bytes(x, exact: [1], network)
    ) { [network($0[0])] }
    let floats = Program(inputs: [x.shape]) { [network($0[0])] }
    #expect(program([x])[0].scalars == floats([x])[0].scalars)
  }

  @Test func aPlanForAnotherNetworkIsNotUsed() throws {
    let x = testTensor(Self.shape)
    let other = try Self.bytes(x) { ProgramTests.convolved(ProgramTests.convolved($0)) }
    let program = Program(inputs: [x.shape], precision: other) { [ProgramTests.convolved($0[0])] }
    let floats = Program(inputs: [x.shape]) { [ProgramTests.convolved($0[0])] }
    #expect(program([x])[0].scalars == floats([x])[0].scalars)
  }

  @Test func rangesAreMeansOfExtremes() {
    let observer = ValueObserver(keeping: 1)
    let network = CompiledNetwork { $0.convolved(with: Tensor([2], shape: [1, 1, 1, 1])) }
      .computing(in: .observed(observer))
    #expect(observer.plan == nil)
    for scalars in [[-1, 3], [0, 1]] as [[Float]] {
      let x = Tensor(scalars, shape: [1, 1, 2, 1])
      #expect(network(x).scalars == scalars.map { $0 * 2 })
    }
    #expect(observer.plan?.ranges == [-0.5...2, -1...4])
    #expect(observer.runs == 2)
    #expect(observer.inputs.map { $0[0].scalars } == [[-1, 3]])
  }

  @Test func aPlanKnowsItsNetworkAtEverySizeAndNoOther() throws {
    func signature(
      _ shape: Shape, _ network: @escaping @Sendable (Tensor) -> Tensor
    ) -> UInt64? {
      let observer = ValueObserver()
      _ = CompiledNetwork(network).computing(in: .observed(observer))(testTensor(shape))
      return observer.plan?.signature
    }
    let two: @Sendable (Tensor) -> Tensor = {
      ProgramTests.convolved(ProgramTests.convolved($0).activated(.relu))
    }
    #expect(signature(Self.shape, two) != nil)
    #expect(signature(Self.shape, two) == signature([2, 9, 7, 16], two))
    // As many values, but other work.
    let other: @Sendable (Tensor) -> Tensor = {
      ProgramTests.convolved($0.convolved(with: testTensor([1, 1, 16, 16])).activated(.relu))
    }
    #expect(signature(Self.shape, two) != signature(Self.shape, other))
    let x = testTensor(Self.shape)
    let program = Program(inputs: [x.shape], precision: try Self.bytes(x, two)) { [other($0[0])] }
    #expect(
      program([x])[0].scalars == Program(inputs: [x.shape]) { [other($0[0])] }([x])[0].scalars)
  }

  @Test func whatIsNoNumberIsInfinitelyFar() {
    let network = CompiledNetwork { $0.convolved(with: Tensor([1e38], shape: [1, 1, 1, 1])) }
    let x = Tensor([1e38, 1], shape: [1, 1, 2, 1])
    #expect(network.relativeError(from: [[network(x)]], on: [[x]]) == .infinity)
    let still = Tensor([0, 0], shape: [1, 1, 2, 1])
    #expect(network.relativeError(from: [[still]], on: [[still]]) == 0)
    #expect(
      network.relativeError(from: [[still]], on: [[Tensor([1, 1], shape: [1, 1, 2, 1])]])
        == .infinity)
  }

  @Test func theHarmIsThatOfOneValueAlone() throws {
    let x = testTensor(Self.shape)
    let network = CompiledNetwork { ProgramTests.convolved(ProgramTests.convolved($0)) }
    let observer = ValueObserver()
    _ = network.computing(in: .observed(observer))(x)
    var plan = try #require(observer.plan)
    let harms = try network.harms(of: plan, on: [[x]])
    #expect(harms.map(\.value) == [1, 2])
    plan.exactValues = [1]
    let (result, expected) = (network.computing(in: .int8(plan))(x).scalars, network(x).scalars)
    let error = zip(result, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    let whole = expected.reduce(0) { $0 + Double($1 * $1) }
    #expect(abs(harms[1].error - error / whole) < 1e-9)
    #expect(harms[0].error > 0)
  }
}
