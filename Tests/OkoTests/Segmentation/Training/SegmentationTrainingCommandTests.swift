import Oko
import OkoTraining
import Testing

@Suite struct SegmentationTrainingCommandTests {
  @Test func whatIsUsualIsLeftOut() {
    let options = SegmentationTrainingOptions(data: "tissue", output: "run")
    #expect(options.command == "oko train segment --data tissue")
  }

  @Test func whatDiffersIsSaid() {
    var options = SegmentationTrainingOptions(data: "my tissue", output: "run")
    options.network = .light
    options.width = 24
    options.patch = Size(width: 480, height: 352)
    options.batchSize = 4
    options.loss = SegmentationLossOptions.Preset.focal.options
    options.stopRule.seconds = 1800
    options.learningRate = 0.5
    options.augmentation = .strong
    options.normalization = .standardized
    options.separatesInstances = false
    options.balancesClasses = false
    options.fold = .init(2, of: 5)
    options.seed = 3
    options.initialModel = "nuclei"
    options.skipsBad = true
    #expect(
      options.command == """
        oko train segment --data 'my tissue' --network light --width 24 --patch 480x352 --batch 4 \
        --loss focal --time 1800s --lr 0.5 --augment strong --normalization standardized \
        --no-instances --no-balance --folds 5 --fold 2 --seed 3 --init nuclei --skip-bad
        """)
  }

  @Test(
    arguments: [
      { $0.weightDecay = 0.1 }, { $0.evaluationInterval = 3 }, { $0.loss.dice = 0.3 },
      {
        $0.augmentation = .standard; $0.augmentation?.gray = 0.5
      },
    ] as [@Sendable (inout SegmentationTrainingOptions) -> Void])
  func whatTheCommandCannotSayGivesNone(
    change: @Sendable (inout SegmentationTrainingOptions) -> Void
  ) {
    var options = SegmentationTrainingOptions(data: "tissue", output: "run")
    change(&options)
    #expect(options.command == nil)
  }
}
