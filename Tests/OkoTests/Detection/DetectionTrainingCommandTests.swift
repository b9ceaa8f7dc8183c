import Oko
import Testing

@Suite struct DetectionTrainingCommandTests {
  @Test func whatIsUsualIsLeftOut() {
    let options = DetectionTrainingOptions(data: "bccd", output: "run")
    #expect(options.command == "oko train detect --data bccd")
  }

  @Test func whatDiffersIsSaid() throws {
    var options = DetectionTrainingOptions(data: "bccd", output: "run")
    options.size = .small
    options.attends = true
    options.imageSize = 416
    options.batchSize = 4
    options.stopRule = StopRule(
      epochs: 9, seconds: 1980, patience: 3,
      target: try MetricTarget("map50>=0.9", knownMetrics: ["map50"]))
    options.learningRate = 0.5
    options.seed = 7
    options.initialModel = "cells"
    options.precision = .bfloat16
    options.skipsBad = true
    #expect(
      options.command == """
        oko train detect --data bccd --size small --attention --imgsz 416 --batch 4 --epochs 9 --time \
        1980s --patience 3 --until 'map50>=0.9' --lr 0.5 --seed 7 --init cells --precision bf16 \
        --skip-bad
        """)
  }

  @Test(arguments: [
    ("plain/set_1.v2", "plain/set_1.v2"), ("my set", "'my set'"), ("$(rm x)", "'$(rm x)'"),
    ("it's", #"'it'\''s'"#), ("~/set", "'~/set'"), ("клетки", "'клетки'"), ("", "''"),
  ])
  func aWordThatAShellWouldTakeApartIsQuoted(data: String, word: String) {
    let options = DetectionTrainingOptions(data: data, output: "run")
    #expect(options.command == "oko train detect --data \(word)")
  }

  @Test func theTimeIsSaidToItsFraction() {
    var options = DetectionTrainingOptions(data: "bccd", output: "run")
    options.stopRule.seconds = 1.5
    #expect(options.command == "oko train detect --data bccd --time 1.5s")
  }

  @Test func theBalanceIsSaidWhereItIsUnusual() {
    var options = DetectionTrainingOptions(data: "bccd", output: "run")
    options.balance = .off
    #expect(options.command == "oko train detect --data bccd --balance off")
  }

  @Test(
    arguments: [
      { $0.weightDecay = 0.1 }, { $0.balance = .threshold(0.2) },
      { $0.augmentation.mosaic = 0.3 }, { $0.evaluationInterval = 3 },
      { $0.stopRule.seconds = 1e300 },
    ] as [@Sendable (inout DetectionTrainingOptions) -> Void])
  func whatTheCommandCannotSayGivesNone(change: @Sendable (inout DetectionTrainingOptions) -> Void)
  {
    var options = DetectionTrainingOptions(data: "bccd", output: "run")
    change(&options)
    #expect(options.command == nil)
  }
}
