import Oko
import OkoImaging
import Testing

@Suite struct CandidateMatchingTests {
  private func candidate(_ x: Double, classIndex: Int = 0, width: Double = 10) -> DetectionCandidate
  {
    DetectionCandidate(
      box: Box(x: x, y: 0, width: width, height: 10), classIndex: classIndex, logit: 0)
  }

  private func truth(
    _ x: Double, classIndex: Int = 0, width: Double = 10, isCrowd: Bool = false,
    isIgnored: Bool = false
  ) -> DetectionTruth {
    DetectionTruth(
      box: Box(x: x, y: 0, width: width, height: 10), classIndex: classIndex, isCrowd: isCrowd,
      isIgnored: isIgnored)
  }

  @Test func aThingIsFoundOnceAndByTheSurest() {
    let found = CandidateMatching.outcomes(
      [candidate(1), candidate(0), candidate(40)], truths: [truth(0)])
    #expect(found == [true, false, false])
  }

  @Test func theThingOverlappedMostIsTaken() {
    // The first overlaps both by more than a half; it takes the nearer, and the second has the other.
    let found = CandidateMatching.outcomes(
      [candidate(2), candidate(-1)], truths: [truth(0), truth(3)])
    #expect(found == [true, true])
  }

  @Test func otherClassesAndSmallOverlapsAreWrong() {
    let found = CandidateMatching.outcomes(
      [candidate(0, classIndex: 1), candidate(3.4), candidate(3.2)], truths: [truth(0)])
    #expect(found == [false, false, true])
  }

  @Test func whatIsIgnoredIsNeitherRightNorWrong() {
    let truths = [truth(0, isIgnored: true), truth(100, width: 50, isCrowd: true)]
    let found = CandidateMatching.outcomes(
      [candidate(0), candidate(1), candidate(110), candidate(95), candidate(93), candidate(50)],
      truths: truths)
    #expect(found == [nil, nil, nil, nil, false, false])
  }
}
