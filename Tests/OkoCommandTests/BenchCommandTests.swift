import Testing

/// The benchmarks run and say what they measure; how fast is for a quiet machine.
@Suite struct BenchCommandTests {
  @Test func kernelsAreSharesOfThePeak() throws {
    let run = try CommandRun(["bench", "kernels", "--seconds", "0.002"])
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.hasPrefix("peak of one core: ") == true)
    #expect(run.lines.last?.hasPrefix("geometric mean") == true)
    #expect(run.lines.count == 10)
  }

  @Test func attentionHasATimeAndAMemory() throws {
    let run = try CommandRun(
      ["bench", "attention", "--places", "200", "--keys", "150", "--width", "32", "--repeats", "1"])
    #expect(run.exitCode == 0)
    #expect(
      run.lines.map { $0.prefix { $0 != ":" } } == ["forward", "backward", "memory"])
  }

  /// All eight tensors of the operation take 134 MB of that; the scores alone would take 8.6 GB.
  @Test func sixteenThousandPlacesFitIntoTwoHundredMegabytes() throws {
    // The memory is that of all keys; the time is that of some.
    let run = try CommandRun(
      [
        "bench", "attention", "--places", "16384", "--keys", "512", "--heads", "8", "--width",
        "256", "--repeats", "1",
      ])
    let memory = try #require(run.lines.last?.split(separator: " ").dropLast().last)
    #expect(try #require(Double(memory)) <= 200)
  }

  @Test func aTrainingStepHasATimeAndArithmetic() throws {
    let run = try CommandRun(
      ["bench", "train", "--imgsz", "64", "--batch", "1", "--steps", "1"])
    #expect(run.exitCode == 0)
    // 1.92 GFLOP for 320 × 320, a twenty-fifth of that for 64 × 64.
    #expect(run.output.hasPrefix("nano 64x64, batch 1: "))
    #expect(run.output.contains("0.08 GFLOP an image forward"))
  }

  @Test func anEvaluationIsTimed() throws {
    let run = try CommandRun(["bench", "evaluate", "--pictures", "20"])
    #expect(run.exitCode == 0)
    #expect(run.output.hasPrefix("20 pictures, 2000 detections: "))
  }

  @Test(arguments: [
    ["bench", "train", "--imgsz", "33"], ["bench", "kernels", "--seconds", "-1"],
    ["bench", "evaluate", "--pictures", "0"], ["bench", "attention", "--heads", "7"],
  ])
  func numbersWithoutAMeaningAreRefused(arguments: [String]) throws {
    #expect(try CommandRun(arguments).exitCode == 64)
  }
}
