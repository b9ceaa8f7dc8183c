import OkoTensors
import TestSupport
import Testing

@Suite struct ArenaPlanTests {
  @Test func blocksThatLiveAtTheSameTimeNeverOverlap() {
    var random = RandomSource(seed: 1, stream: "arena")
    for _ in 0..<50 {
      let sizes = (0..<40).map { _ in Int.random(in: 1...500, using: &random) }
      let lifetimes = sizes.map { _ in
        let start = Int.random(in: 0..<60, using: &random)
        return start...(start + Int.random(in: 0..<20, using: &random))
      }
      let plan = ArenaPlan(sizes: sizes, lifetimes: lifetimes)
      for (one, other) in sizes.indices.flatMap({ one in (0..<one).map { (one, $0) } })
      where lifetimes[one].overlaps(lifetimes[other]) {
        let isApart =
          plan.offsets[one] + sizes[one] <= plan.offsets[other]
          || plan.offsets[other] + sizes[other] <= plan.offsets[one]
        #expect(isApart)
      }
      #expect(zip(plan.offsets, sizes).allSatisfy { $0 + $1 <= plan.count && $0 % 16 == 0 })
    }
  }

  @Test func blocksThatDoNotMeetShareTheirPlace() {
    let plan = ArenaPlan(sizes: [64, 32, 64], lifetimes: [0...1, 1...2, 2...3])
    #expect(plan.offsets == [0, 64, 0])
    #expect(plan.count == 96)
  }

  @Test func nothingTakesNoRoom() {
    #expect(ArenaPlan(sizes: [], lifetimes: []).count == 0)
  }
}
