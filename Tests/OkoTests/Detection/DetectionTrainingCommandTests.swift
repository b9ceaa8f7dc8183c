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
    options.imageSize = 416
    options.batchSize = 4
    options.stopRule = StopRule(
      epochs: 9, seconds: 1980, patience: 3,
      target: try MetricTarget("map50>=0.9", knownMetrics: ["map50"]))
    options.learningRate = 0.5
    options.seed = 7
    options.initialModel = "cells"
    options.skipsBad = true
    #expect(
      options.command == """
        oko train detect --data bccd --size small --imgsz 416 --batch 4 --epochs 9 --time 1980s \
        --patience 3 --until 'map50>=0.9' --lr 0.5 --seed 7 --init cells --skip-bad
        """)
  }
}
