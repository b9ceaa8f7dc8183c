import OkoTensors
import OkoTraining
import Synchronization
import Testing

@Suite("BatchLoader")
struct BatchLoaderTests {
  private func options(batch: Int, workers: Int, seed: UInt64 = 0) -> TrainingOptions {
    var options = TrainingOptions(output: "")
    (options.batchSize, options.workers, options.seed) = (batch, workers, seed)
    return options
  }

  private let plan = EpochPlan(epoch: 0, plannedEpochs: 3, stepsPerEpoch: 4)

  private func collect<Sample, Batch>(
    _ stream: BatchStream<Sample, Batch>
  ) throws -> [(batch: Batch, samples: Int)] {
    var batches: [(batch: Batch, samples: Int)] = []
    while let next = try stream.next() { batches.append(next) }
    return batches
  }

  @Test("Every sample comes once an epoch, in an order of the seed and the epoch")
  func shuffles() throws {
    let loader = BatchLoader(
      count: 10, options: options(batch: 4, workers: 3), name: { "\($0)" },
      load: { index, _, _ in index }, collate: { $0 })
    #expect(loader.batchCount == 3)
    let first = try collect(loader.batches(plan))
    #expect(first.map(\.samples) == [4, 4, 2])
    #expect(first.flatMap(\.batch).sorted() == Array(0..<10))
    #expect(try collect(loader.batches(plan)).flatMap(\.batch) == first.flatMap(\.batch))
    let second = EpochPlan(epoch: 1, plannedEpochs: 3, stepsPerEpoch: 4)
    #expect(try collect(loader.batches(second)).flatMap(\.batch) != first.flatMap(\.batch))
  }

  @Test("Random numbers depend on the place in the epoch alone", arguments: [1, 2, 7])
  func randomNumbersDependOnPlace(workers: Int) throws {
    func loader(_ workers: Int) -> BatchLoader<UInt64, [UInt64]> {
      BatchLoader(
        count: 30, options: options(batch: 4, workers: workers), name: { "\($0)" },
        load: { _, _, random in random.next() }, collate: { $0 })
    }
    let whole = try collect(loader(1).batches(plan)).map(\.batch)
    #expect(Set(whole.joined()).count == 30)
    #expect(try collect(loader(workers).batches(plan, from: 3)).map(\.batch) == Array(whole[3...]))
  }

  @Test("The first error in order is thrown with its file, after the batches before it")
  func throwsInOrder() throws {
    struct Broken: Error, CustomStringConvertible { let description = "no picture" }
    let loader = BatchLoader(
      count: 12, options: options(batch: 3, workers: 4), name: { "picture\($0).jpg" },
      load: { index, position, _ in
        if position.position == 7 || position.position == 8 { throw Broken() }
        return index
      }, collate: { $0 })
    let stream = loader.batches(plan)
    _ = try stream.next()
    _ = try stream.next()
    let error = #expect(throws: TrainingError.self) { _ = try stream.next() }
    #expect(error?.file == "picture\(loader.order(epoch: 0)[7]).jpg")
    #expect(error?.description.hasSuffix(".jpg: no picture") == true)
  }

  @Test("No more is loaded ahead than asked for")
  func prefetchIsBounded() throws {
    let loaded = Mutex(0)
    let loader = BatchLoader(
      count: 100, options: options(batch: 2, workers: 4), prefetch: 3, name: { "\($0)" },
      load: { index, _, _ in
        loaded.withLock { $0 += 1 }
        return index
      }, collate: { $0 })
    let stream = loader.batches(plan)
    _ = try stream.next()
    // One used and three ahead: eight samples, and the threads then wait.
    for _ in 0..<1000 where loaded.withLock({ $0 }) < 8 { restBriefly() }
    for _ in 0..<20 { restBriefly() }
    #expect(loaded.withLock { $0 } == 8)
    stream.cancel()
  }

  @Test("Time spent waiting for data is measured")
  func measuresWaiting() throws {
    let loader = BatchLoader(
      count: 4, options: options(batch: 2, workers: 1), name: { "\($0)" },
      load: { index, _, _ in
        restBriefly()
        return index
      }, collate: { $0 })
    let stream = loader.batches(plan)
    while try stream.next() != nil {}
    #expect(stream.waitedSeconds > 0.003 && stream.waitedSeconds < 5)
  }

  @Test("An order of one's own may repeat samples")
  func ownOrder() throws {
    let loader = BatchLoader(
      count: 4, options: options(batch: 4, workers: 1), name: { "\($0)" },
      order: { _, _ in [3, 3, 0, 1] }, load: { index, _, _ in index }, collate: { $0 })
    #expect(try collect(loader.batches(plan)).map(\.batch) == [[3, 3, 0, 1]])
  }
}
