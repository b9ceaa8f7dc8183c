import OkoJSON
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
      ["bench", "train", "--network", "oko-detector-320", "--batch", "2", "--times", "1"])
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.contains("peak of one core: ") == true)
    // Two pictures of 1.92 GFLOP, three passes each.
    #expect(run.lines.last?.hasPrefix("oko-detector-320") == true)
    #expect(run.lines.last?.contains(" 11.5") == true)
  }

  @Test func aNetworkThatIsTimedAloneHasAMemory() throws {
    let networks = ["oko-generator-64", "crnn-32x128"]
    let peaks = try networks.map { network in
      let run = try CommandRun(
        ["bench", "predict", "--network", network, "--times", "1", "--json"])
      #expect(run.exitCode == 0)
      return try JSONValue(parsing: Array(run.output.utf8))["peak_bytes"]?.int ?? 0
    }
    #expect(peaks[0] > 10_000_000 && peaks[1] > peaks[0] + 35_000_000)
  }

  @Test func everyStepOfANetworkIsToldWhatItDoes() throws {
    let run = try CommandRun(
      ["bench", "predict", "--network", "oko-reader-32x256", "--times", "1", "--steps"])
    #expect(run.exitCode == 0)
    for part in [
      "3×3 Winograd 4×4 of 32 → [1, 16, 128, 64]: ", "maxima of 2×2 → ", "product of 384 → ",
    ] {
      #expect(run.output.contains(part))
    }
  }

  /// What the command remembers is in a folder of the test's own.
  @Test func kernelsAreMeasuredOnceAndRemembered() throws {
    let folder = try TemporaryFolder()
    let arguments = [
      "bench", "predict", "--network", "oko-reader-32x256", "--times", "1", "--tune",
    ]
    func run() throws -> CommandRun {
      let run = try CommandRun(arguments, environment: ["XDG_CACHE_HOME": folder.path])
      #expect(run.exitCode == 0)
      #expect(run.output.contains("oko-reader-32x256, tuned: "))
      return run
    }
    #expect(try run().errors == "")
    let remembered = try folder.contents(of: "oko")
    #expect(Array(remembered.keys) == ["kernels.json"])
    #expect(try run().errors == "")
    #expect(try folder.contents(of: "oko") == remembered)
    // A damaged file costs a warning and another measurement.
    try folder.write(Array("{".utf8), to: "oko/kernels.json")
    #expect(try run().errors.hasPrefix("oko: warning: \(folder.path)/oko/kernels.json: "))
    #expect(try run().errors == "")
  }

  @Test func anEvaluationIsTimed() throws {
    let run = try CommandRun(["bench", "evaluate", "--pictures", "20"])
    #expect(run.exitCode == 0)
    #expect(run.output.hasPrefix("20 pictures, 2000 detections: "))
  }

  @Test func anEvaluationIsTimedAsJSON() throws {
    let run = try CommandRun(["bench", "evaluate", "--pictures", "20", "--json"])
    let document = try JSONValue(parsing: Array(run.output.utf8))
    #expect(document["detections"]?.int == 2000)
    #expect(try #require(document["seconds"]?.double) > 0)
  }

  @Test func whatSurroundsANetworkIsTimed() throws {
    let fixture = try DetectFixture()
    let options = ["--picture", "in/a9.jpg", "--side", "64", "--boxes", "500", "--times", "3"]
    let run = try CommandRun(["bench", "pictures"] + options, in: fixture.folder.path)
    #expect(run.exitCode == 0)
    #expect(run.lines.first?.hasPrefix("1 thread; a picture of 96×64, ") == true)
    #expect(run.lines.count == 8)
    let json = try CommandRun(["bench", "pictures", "--json"] + options, in: fixture.folder.path)
    let documents = try json.lines.map { try JSONValue(parsing: Array($0.utf8)) }
    #expect(
      documents.map { $0["work"]?.string } == [
        "tensor", "decode", "nms-1", "nms-1-all", "nms-80", "nms-80-all",
      ])
    #expect(documents.allSatisfy { $0["all_milliseconds"]?.array?.count == 3 })
    let missing = try CommandRun(["bench", "pictures", "--picture", "none.jpg"])
    #expect(missing.exitCode == 1)
  }

  @Test(arguments: [
    ["bench", "train", "--batch", "1"], ["bench", "predict", "--network", "lenet"],
    ["bench", "kernels", "--seconds", "-1"],
    ["bench", "evaluate", "--pictures", "0"], ["bench", "attention", "--heads", "7"],
    ["bench", "pictures", "--side", "0"], ["bench", "pictures", "--boxes", "-1"],
  ])
  func numbersWithoutAMeaningAreRefused(arguments: [String]) throws {
    #expect(try CommandRun(arguments).exitCode == 64)
  }
}
