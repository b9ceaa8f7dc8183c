import OkoTensors
import Testing

@Suite struct DifferentiationTests {
  @Test func aLongChainIsDifferentiatedAndReleased() {
    let x = Tensor(1).tracked()
    var y = x
    for _ in 0..<100_000 { y = y + x }
    #expect(y.scalar == 100_001)
    #expect(gradients(of: y, at: [x])[0].scalar == 100_001)
    // The chain goes with its end.
    y = x
    #expect(y.isTracked)
  }

  @Test func whatIsStillHeldOutlivesTheRestOfItsGraph() {
    let x = Tensor(3).tracked()
    var middle: Tensor?
    do {
      let square = x * x
      middle = square + 1
      let end = (square + square) * (middle ?? x)
      #expect(end.scalar == 180)
    }
    #expect(middle.map { gradients(of: $0, at: [x])[0].scalar } == 6)
  }
}
