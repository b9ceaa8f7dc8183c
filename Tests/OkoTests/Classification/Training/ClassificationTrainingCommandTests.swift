import Oko
import Testing

@Suite struct ClassificationTrainingCommandTests {
  @Test func whatIsUsualIsLeftOut() {
    let options = ClassificationTrainingOptions(data: "hands", output: "run")
    #expect(options.command == "oko train classify --data hands")
  }

  @Test func whatDiffersIsSaid() throws {
    var options = ClassificationTrainingOptions(data: "hands", output: "run")
    (options.imageSize, options.batchSize) = (96, 8)
    options.stopRule.epochs = 9
    options.stopRule.target = try MetricTarget("top1>=0.9", knownMetrics: ["top1"])
    (options.learningRate, options.seed) = (0.5, 7)
    (options.augmentation, options.mirrors) = (.strong, false)
    (options.initialModel, options.skipsBad) = ("signs", true)
    #expect(
      options.command == """
        oko train classify --data hands --imgsz 96 --batch 8 --epochs 9 --until 'top1>=0.9' \
        --lr 0.5 --augment strong --no-mirror --seed 7 --init signs --skip-bad
        """)
  }

  @Test(
    arguments: [
      { $0.weightDecay = 0.1 }, { $0.labelSmoothing = 0.2 }, { $0.augmentation.rotation = 3 },
      { $0.evaluationInterval = 3 },
    ] as [@Sendable (inout ClassificationTrainingOptions) -> Void])
  func whatTheCommandCannotSayGivesNone(
    change: @Sendable (inout ClassificationTrainingOptions) -> Void
  ) {
    var options = ClassificationTrainingOptions(data: "hands", output: "run")
    change(&options)
    #expect(options.command == nil)
  }
}
