import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct SinusoidalPositionsTests {
  // angle = torch.arange(3).double()[:, None] / 10000 ** (torch.arange(0, 6, 2).double() / 6)
  // print(torch.stack([angle.sin(), angle.cos()], 2).flatten(1)[1:].flatten().tolist())
  @Test func aLineEqualsReferences() {
    let found = SinusoidalPositions.line(3, width: 6)
    #expect(found.shape == [3, 6])
    let expected = [
      0, 1, 0, 1, 0, 1, 0.8414709848, 0.5403023059, 0.0463992212, 0.9989229760, 0.0021544330,
      0.9999976792, 0.9092974268, -0.4161468365, 0.0926985007, 0.9956942241, 0.0043088560,
      0.9999907168,
    ]
    #expect(largestError(found.scalars, expected) < 1e-7)
  }

  @Test func aPictureTellsRowsAndColumnsApart() {
    let found = SinusoidalPositions.picture(height: 2, width: 3, channels: 8)
    #expect(found.shape == [2, 3, 8])
    let rows = SinusoidalPositions.line(2, width: 4).scalars
    let columns = SinusoidalPositions.line(3, width: 4).scalars
    let expected = (0..<6).flatMap { place -> [Float] in
      let (row, column) = (place / 3 * 4, place % 3 * 4)
      return Array(rows[row..<(row + 4)] + columns[column..<(column + 4)])
    }
    #expect(found.scalars == expected)
  }

  @Test func anOddWidthTraps() async {
    await #expect(processExitsWith: .failure) { _ = SinusoidalPositions.line(3, width: 5) }
    await #expect(processExitsWith: .failure) {
      _ = SinusoidalPositions.picture(height: 2, width: 2, channels: 6)
    }
  }
}
