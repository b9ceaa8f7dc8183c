import OkoTraining
import Testing

@Suite("StopRule")
struct StopRuleTests {
  @Test(
    "Targets are read with any comparison and spaces",
    arguments: [
      ("map50>=0.85", MetricTarget.Comparison.atLeast, 0.85), ("loss < 1e-2", .below, 0.01),
      ("map50>0", .above, 0), (" loss<=2", .atMost, 2),
    ])
  func readsTargets(text: String, comparison: MetricTarget.Comparison, bound: Double) throws {
    let target = try MetricTarget(text, knownMetrics: ["map50", "loss"])
    #expect(target.comparison == comparison)
    #expect(target.bound == bound)
  }

  @Test(
    "What is no target is refused with what would be one",
    arguments: [
      ("map50", "no comparison; write for example \"map50>=0.85\""),
      ("map=3", "no comparison"),
      ("map>=3", "there is no metric \"map\"; there are map50, loss"),
      ("map50>=high", "\"high\" is no number"), ("map50>=nan", "\"nan\" is no number"),
    ])
  func refusesTargets(text: String, message: String) {
    let error = #expect(throws: TrainingError.self) {
      try MetricTarget(text, knownMetrics: ["map50", "loss"])
    }
    #expect(error?.message.contains(message) == true)
  }

  @Test(
    "Targets compare",
    arguments: [
      (">=", [false, true, true]), ("<=", [true, true, false]), (">", [false, false, true]),
      ("<", [true, false, false]),
    ])
  func compares(sign: String, reached: [Bool]) throws {
    let target = try MetricTarget("m\(sign)0.5", knownMetrics: ["m"])
    #expect([0.4, 0.5, 0.6].map { target.isReached(by: $0) } == reached)
    #expect(!target.isReached(by: .nan))
  }

  @Test(
    "Times are read, and written so that they are read again",
    arguments: [
      ("90s", 90.0), ("33m", 1980), ("2h", 7200), ("1h30m", 5400), ("1.5S", 1.5),
      ("365d", 31_536_000),
    ])
  func readsTimes(text: String, seconds: Double) throws {
    #expect(try parseDuration(text) == seconds)
    #expect(try parseDuration(#require(durationArgument(seconds))) == seconds)
  }

  @Test("A time beyond all bounds has no text", arguments: [1e300, .infinity, .nan, 0.4, 0, -1])
  func hasNoTextForImpossibleTimes(seconds: Double) {
    #expect(durationArgument(seconds) == nil)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "5", "m", "0s", "-3m", "3 m", "2x", "1..2h", "0.4s", "366d", "9999999999999999h",
    ])
  func refusesTimes(text: String) {
    #expect(throws: TrainingError.self) { try parseDuration(text) }
  }

  @Test("Patience ends only after an epoch that was measured")
  func patienceWaitsForAMeasurement() {
    let rule = StopRule(epochs: 100, patience: 3)
    var progress = TrainingProgress()
    progress.endEpoch(Metrics(["score": 1], primary: "score"))
    for _ in 0..<4 { progress.endEpoch(Metrics()) }
    #expect(rule.reason(after: progress) == nil)
    progress.endEpoch(Metrics(["score": 0.5], primary: "score"))
    #expect(
      rule.reason(after: progress)
        == .patience("no better score for 3 epochs (best 1.0000 at epoch 1)"))
  }

  private func progress(epochs: Int, secondsEach: Double) throws -> TrainingProgress {
    var progress = TrainingProgress()
    for _ in 0..<epochs {
      progress.elapsedSeconds += secondsEach
      progress.endEpoch(Metrics())
    }
    return progress
  }

  @Test("The plan for a time limit waits for a warm epoch on long runs")
  func plansTime() throws {
    let rule = StopRule(epochs: 500, seconds: 1000)
    #expect(rule.plan(after: try progress(epochs: 1, secondsEach: 10)) == nil)
    #expect(rule.plan(after: try progress(epochs: 2, secondsEach: 10)) == 98)
    #expect(rule.plan(after: try progress(epochs: 1, secondsEach: 200)) == 4)
    #expect(rule.plan(after: try progress(epochs: 1, secondsEach: 2000)) == 1)
    #expect(rule.plan(after: try progress(epochs: 2, secondsEach: 0.1)) == 500)
    #expect(StopRule(epochs: 5).plan(after: try progress(epochs: 2, secondsEach: 1)) == nil)
  }

  @Test("The time ends a run that became slower than planned")
  func endsInTime() throws {
    let rule = StopRule(epochs: 500, seconds: 100)
    var progress = try progress(epochs: 9, secondsEach: 10)
    progress.plannedEpochs = 20
    #expect(rule.reason(after: progress) == nil)
    progress.elapsedSeconds = 97
    #expect(rule.reason(after: progress) == .time("1 min 40 s are over after 9 epochs"))
  }
}

@Suite("RateSchedule")
struct RateScheduleTests {
  @Test(
    "The rate warms up in a line and falls to its last share",
    arguments: [
      RateSchedule.Shape.linear, .cosine,
    ])
  func warmsUpAndFalls(shape: RateSchedule.Shape) {
    let schedule = RateSchedule(rate: 1, finalFraction: 0.1, warmupEpochs: 1, shape: shape)
    let rates = (0..<100).map { schedule.rate(step: $0, stepsPerEpoch: 10, epochs: 10) }
    #expect(rates[0] == 0.1)
    #expect(rates[9] == 1)
    #expect(rates[10] == 1)
    #expect(abs(rates[99] - 0.1) < 1e-6)
    #expect(zip(rates[10...], rates[11...]).allSatisfy { $0 >= $1 })
    #expect(abs(rates[55] - 0.55) < 0.02)
  }

  // torch.optim.lr_scheduler.OneCycleLR(o, max_lr=1, total_steps=100, pct_start=.3, div_factor=25,
  // final_div_factor=.4) and PolynomialLR(o, total_iters=99, power=.9) of PyTorch 2.13
  @Test(
    "One cycle and the polynomial follow PyTorch",
    arguments: [
      (
        RateSchedule.Shape.oneCycle, 0.1 as Float,
        [(0, 0.04), (10, 0.295164), (29, 1), (50, 0.814503), (99, 0.1)] as [(Int, Float)]
      ),
      (.polynomial, 0, [(0, 1), (10, 0.908614), (50, 0.531013), (99, 0)]),
    ])
  func followsPyTorch(
    shape: RateSchedule.Shape, finalFraction: Float, expected: [(step: Int, rate: Float)]
  ) {
    let schedule = RateSchedule(
      rate: 1, finalFraction: finalFraction, warmupEpochs: 0, shape: shape)
    for (step, rate) in expected {
      let given = schedule.rate(step: step, stepsPerEpoch: 10, epochs: 10)
      #expect(abs(given - rate) < 1e-5, "step \(step)")
    }
  }

  @Test("The first epochs are the same however long the run")
  func startsTheSame() {
    let schedule = RateSchedule()
    for step in 0..<30 {
      #expect(
        schedule.rate(step: step, stepsPerEpoch: 10, epochs: 20)
          == schedule.rate(step: step, stepsPerEpoch: 10, epochs: 300))
    }
  }
}
