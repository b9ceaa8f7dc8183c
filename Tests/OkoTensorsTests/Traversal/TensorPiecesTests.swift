import OkoTensors
import Testing

@Suite struct TensorPiecesTests {
  @Test(arguments: [
    [], [0], [1], [1, 0, 100_000, 3], [32_768, 32_769], [7] + [Int](repeating: 900, count: 99),
  ])
  func everyScalarIsInOnePieceAndEveryPieceRunsOnce(counts: [Int]) {
    let pieces = TensorPieces(counts: counts)
    let runs = Tensor(zeros: [max(pieces.pieces.count, 1)])
    runs.withUnsafeMutablePointer { runs in pieces.run { runs[$0] += 1 } }
    #expect(runs.scalars.prefix(pieces.pieces.count).allSatisfy { $0 == 1 })
    for (tensor, count) in counts.enumerated() {
      let covered = pieces.pieces.filter { $0.tensor == tensor }.flatMap(\.range)
      #expect(covered == Array(0..<count))
    }
    #expect(pieces.pieces.map(\.tensor) == pieces.pieces.map(\.tensor).sorted())
  }
}
