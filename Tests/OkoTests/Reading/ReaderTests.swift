import Foundation
import Oko
import OkoImaging
import OkoNetworks
import OkoTensors
import TestSupport
import Testing

@Suite struct ReaderTests {
  @Test(arguments: ReaderArchitecture.Encoder.allCases, [1, 2])
  func `a step of logits comes of every four columns`(
    encoder: ReaderArchitecture.Encoder, rows: Int
  ) {
    var architecture = LineFixture.architecture(encoder, alphabet: Alphabet("AB"))
    architecture.height = 16 * rows
    let network = ReaderNetwork(architecture)
    network.initialize(seed: 0)
    #expect(network(testTensor([2, 16 * rows, 40, 1], in: 0...1)).shape == [2, 10, 3])
  }

  @Test(arguments: [ReaderArchitecture.Encoder.lstm, .attention])
  func `a few lines are learned by heart`(encoder: ReaderArchitecture.Encoder) {
    let texts = ["AB C", "CAB", "BBA", "A"]
    let alphabet = Alphabet(texts.joined())
    let network = ReaderNetwork(LineFixture.architecture(encoder, alphabet: alphabet))
    network.initialize(seed: 3)
    let batch = LineBatch(
      texts.map { text in
        LabelledLine(
          line: LinePicture(LineFixture.line(text), height: 32),
          classes: alphabet.classes(of: text) ?? [], text: text, file: text)
      })
    let optimizer = Optimizer(network, rule: .adam(), gradientLimit: 10)
    for step in 0..<160 {
      var random: RandomSource? = RandomSource(seed: UInt64(step))
      _ = optimizer.minimize(rate: 0.005) {
        network(batch.images, steps: batch.steps, droppingOut: &random)
          .temporalClassificationLoss(labels: batch.labels, lengths: batch.steps).mean()
      }
    }
    let reader = Reader(network, description: LineFixture.description(alphabet))
    let read = texts.map { reader.read(LineFixture.line($0)) }
    #expect(read.map(\.text) == texts)
    let boxes = read[0].characters.map(\.box)
    #expect(boxes.count == 4 && boxes.map(\.x) == boxes.map(\.x).sorted())
    for box in boxes { #expect(box.x >= 0 && box.x + box.width <= 96 && box.height == 32) }
    for character in read[0].characters { #expect((0...1).contains(character.confidence)) }
  }

  @Test func `a model goes through its file`() throws {
    let reader = LineFixture.reader()
    let architecture = String(
      decoding: try JSONEncoder().encode(reader.network.architecture), as: UTF8.self)
    var description = reader.description
    description.details["architecture"] = architecture
    let bytes = SafeTensors.encode(
      Checkpoint(
        tensors: reader.network.checkpointTensors, metadata: description.metadata))
    let loaded = try Reader(SafeTensors.decode(bytes))
    let line = LineFixture.line("ABC")
    #expect(loaded.read(line).characters == reader.read(line).characters)
    description.classNames = ["B", "A", "C", " "]
    let disordered = Checkpoint(
      tensors: reader.network.checkpointTensors, metadata: description.metadata)
    #expect(throws: CheckpointError.self) { try Reader(disordered) }
  }

  @Test func `what is read does not depend on the threads`() {
    let reader = LineFixture.reader()
    let (alone, together) = onOneAndTwoThreads {
      reader.read(LineFixture.line("ABC BA")).characters
    }
    #expect(alone == together)
  }

  @Test func `at temperature 0 every step is sure, at a high one none is`() {
    let reader = LineFixture.reader(), input = reader.prepare(LineFixture.line("ABC"))
    let sure = reader.scores(of: input, temperature: 0).logProbabilities
    #expect(sure.allSatisfy { $0 == 0 || $0 == -.infinity })
    let flat = reader.scores(of: input, temperature: 1e6).logProbabilities
    #expect(flat.allSatisfy { abs($0 + log(5)) < 1e-3 })
  }

  @Test func `the confidence of a line sums over all paths to its text`() {
    // Two steps, blank and A: "A" is said by A blank, blank A and A A.
    let scores = StepScores(
      logProbabilities: [0.4, 0.6, 0.3, 0.7].map { Float(log($0)) }, classes: 2)
    #expect(abs(scores.probability(of: [1]) - (0.6 * 0.3 + 0.4 * 0.7 + 0.6 * 0.7)) < 1e-6)
    #expect(abs(scores.probability(of: []) - 0.12) < 1e-6)
    #expect(scores.probability(of: [1, 1]) == 0)
  }

  @Test(arguments: [Float.leastNonzeroMagnitude, 1e-36, .greatestFiniteMagnitude])
  func `no temperature makes what is no number`(temperature: Float) {
    let reader = LineFixture.reader(), input = reader.prepare(LineFixture.line("ABC"))
    let scores = reader.scores(of: input, temperature: temperature)
    #expect(scores.logProbabilities.allSatisfy { !$0.isNaN })
    let text = reader.read(LineFixture.line("ABC")).text
    if temperature < 1 {
      var options = ReadingOptions()
      options.temperature = temperature
      #expect(reader.read(LineFixture.line("ABC"), options: options).text == text)
    }
  }

  @Test func `a text is drawn by its seed, at temperature 0 the likeliest`() {
    let reader = LineFixture.reader(), line = LineFixture.line("ABC")
    func read(_ seed: UInt64?, _ temperature: Float) -> ReadingResult {
      var options = ReadingOptions()
      (options.sampleSeed, options.temperature) = (seed, temperature)
      return reader.read(line, options: options)
    }
    for seed in [1, 2] as [UInt64] {
      #expect(read(seed, 1).characters == read(seed, 1).characters)
      #expect(read(seed, 0).characters == read(nil, 0).characters)
    }
    let texts = Set((0..<8).map { read($0, 1).text })
    #expect(texts.count > 4)
  }

  @Test func `a page that is read as a line is warned of`() {
    let reader = LineFixture.reader()
    let page = Image(width: 300, height: 400, channels: .gray, filledWith: [255])
    #expect(reader.read(page).warnings.contains { $0.contains("--page") })
    #expect(reader.read(LineFixture.line("A")).warnings.isEmpty)
  }
}
