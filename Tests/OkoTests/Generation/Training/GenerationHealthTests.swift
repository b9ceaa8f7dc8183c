import Oko
import OkoTensors
import OkoTraining
import Testing

@Suite struct GenerationHealthTests {
  /// A strength whose discriminator has told `share` of all pictures for long.
  private func strength(winning share: Int, of count: Int = 10) -> AdaptiveStrength {
    var strength = AdaptiveStrength(constant: 0.5)
    for _ in 0..<500 {
      strength.note(
        real: (0..<count).map { $0 < share ? 1 : 0 }, fake: (0..<count).map { $0 < share ? 0 : 1 })
    }
    return strength
  }

  @Test func ofASoundTrainingNothingIsSaid() {
    var health = GenerationHealth()
    let verdict = health.judge(diversity: 0.8, strength: strength(winning: 8))
    #expect(verdict == GenerationHealth.Verdict())
  }

  @Test func samplesAllAlikeAreCalledSoAndAreNoStateToComeBackTo() {
    var health = GenerationHealth()
    let verdict = health.judge(diversity: 0.05, strength: strength(winning: 8))
    #expect(verdict.remarks.count == 1 && verdict.remarks[0].contains("only 5 %"))
    // At the start all samples are alike; that is not lost yet.
    #expect(!verdict.isHealthy && !health.isLost)
  }

  @Test func aDiversityThatIsNoNumberIsNoHealthyState() {
    var health = GenerationHealth()
    let verdict = health.judge(diversity: .nan, strength: strength(winning: 8))
    #expect(!verdict.isHealthy)
  }

  @Test func aCollapseAfterVarietyIsLost() {
    var health = GenerationHealth()
    _ = health.judge(diversity: 0.5, strength: strength(winning: 8))
    _ = health.judge(diversity: 0.2, strength: strength(winning: 8))
    #expect(!health.isLost)
    let gone = health.judge(diversity: 0.09, strength: strength(winning: 8))
    #expect(health.isLost && gone.remarks.contains { $0.contains("go back") })
    let isDone = health.rollBack(undoing: 40)
    #expect(isDone && !health.isLost && health.undoneSteps == 40)
  }

  @Test func aDiscriminatorThatTellsAllPicturesIsNamed() {
    var health = GenerationHealth()
    let verdict = health.judge(diversity: 0.8, strength: strength(winning: 10))
    #expect(verdict.remarks.count == 1 && verdict.remarks[0].contains("--gamma"))
    #expect(verdict.isHealthy)
  }

  @Test func eachRollbackHalvesTheRateAndTheyEnd() {
    var health = GenerationHealth()
    for count in 1...GenerationHealth.mostRollbacks {
      let isDone = health.rollBack(undoing: 1)
      #expect(isDone)
      #expect(health.rateFactor == 1 / Float(1 << count))
    }
    let isDone = health.rollBack(undoing: 1)
    #expect(!isDone)
  }
}

@Suite struct RollbackTests {
  @Test func whatIsNotFiniteSendsBothNetworksBackToTheLastHealthyState() throws {
    let folder = try DatasetFolderFixture()
    try GenerationLoop.writeData(to: folder.path + "/set")
    var training = try GenerationTraining(
      GenerationLoop.options(data: folder.path + "/set", output: folder.path + "/run"))
    try training.makeFolder()
    let (trainee, loader) = (
      training.trainee(), try training.loader(TrainingOptions(output: folder.path + "/run"))
    )
    let batch = try #require(
      try loader.batches(EpochPlan(epoch: 0, plannedEpochs: 1, stepsPerEpoch: 1)).next()?.0)
    let store = CheckpointStore(folder: training.options.output)
    var healthy = try trainee.state
    // As after an evaluation that found variety.
    healthy.strings["health"] =
      #"{"greatestDiversity":0.5,"isLost":false,"rollbacks":0,"undoneSteps":0}"#
    try trainee.restore(healthy)
    try store.saveHealthy(healthy)
    #expect(try trainee.step(batch, rate: 0.01).isFinite)
    let moved = try trainee.state
    #expect(moved.strings["optimizer/steps"] == "1")

    let broken = GenerationBatch(
      images: batch.images * .nan, classes: batch.classes, files: batch.files)
    // The pictures are not finite at the second attempt, either, and the loop then says so.
    #expect(!(try trainee.step(broken, rate: 0.01).isFinite))
    let after = try trainee.state
    for (name, tensor) in healthy.tensors where name.hasPrefix("network/") {
      #expect(after.tensors[name]?.scalars == tensor.scalars, "\(name)")
    }
    #expect(after.strings["optimizer/steps"] == "0")
    #expect(after.strings["health"]?.contains("\"rollbacks\":1") == true)
  }
}
