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
    #expect(parts([9, 8, 5, 2, 6, 7, 9]) == [1, 1, 1, 1, 2, 2, 2])
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
}
