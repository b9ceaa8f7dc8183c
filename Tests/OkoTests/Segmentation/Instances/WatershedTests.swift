import Oko
import OkoImaging
import Testing

@Suite struct WatershedTests {
  private func parts(
    _ heights: [UInt16], labels: [UInt8]? = nil, least: Float = 2, share: Float = 0
  ) -> [UInt32] {
    let watershed = Watershed(leastProminence: least, prominenceShare: share, unit: 1)
    return watershed.separated(
      labels ?? heights.map { _ in 1 }, heights: heights,
      size: Size(width: heights.count, height: 1))
  }

  @Test func hillsMeetInTheirValley() {
    // The bottom of the valley belongs to the hill that is steeper from there.
    #expect(parts([9, 8, 5, 2, 6, 7, 9]) == [1, 1, 1, 2, 2, 2, 2])
  }

  @Test func aHillThatDoesNotStandOutIsPartOfItsNeighbour() {
    // From 7 down to 6 it is one step; the peak of 9 stands out anyway.
    #expect(parts([9, 8, 6, 7, 5, 3]) == [1, 1, 1, 1, 1, 1])
    #expect(parts([9, 8, 6, 7, 5, 3], least: 1) == [1, 1, 1, 2, 2, 2])
  }

  @Test func prominenceIsAlsoAShareOfTheHeight() {
    // The lower peak of 80 stands 24 above the pass: three tenths.
    let heights: [UInt16] = [100, 56, 80]
    #expect(parts(heights, least: 0, share: 0.29) == [1, 1, 2])
    #expect(parts(heights, least: 0, share: 0.31) == [1, 1, 1])
  }

  @Test func aPlainIsOnePartAndBackgroundNone() {
    #expect(parts([4, 4, 4, 4]) == [1, 1, 1, 1])
    #expect(parts([4, 4, 4, 4], labels: [1, 0, 1, 1]) == [1, 0, 2, 2])
  }

  @Test func partsLieWithinOneClass() {
    #expect(parts([5, 5, 5, 5], labels: [1, 1, 2, 2]) == [1, 1, 2, 2])
  }

  @Test func aHigherHillTakesNoSlopeOfALowerOne() {
    // Two cones; along the line where they meet pixels go up the steeper way.
    let size = Size(width: 40, height: 21)
    let heights = (0..<840).map { place -> UInt16 in
      let (x, y) = (Float(place % 40), Float(place / 40 - 10))
      let left = 12 - ((x - 10) * (x - 10) + y * y).squareRoot()
      let right = 9 - ((x - 28) * (x - 28) + y * y).squareRoot()
      return UInt16(max(0, left, right) * 8)
    }
    let watershed = Watershed(leastProminence: 2, prominenceShare: 0, unit: 8)
    let ids = watershed.separated(
      heights.map { $0 > 0 ? 1 : 0 }, heights: heights, size: size)
    // |p − (10, 10)| − |p − (28, 10)| = 3 is where they meet: at x = 20.5 in the middle row.
    #expect(ids[10 * 40 + 20] == 1 && ids[10 * 40 + 21] == 2)
    let right = ids.count { $0 == 2 }
    #expect(abs(right - 246) <= 12)
  }
}
