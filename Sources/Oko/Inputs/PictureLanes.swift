import OkoImaging
import OkoTensors
import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A run of a pipeline in which each thread reads a picture, works on it and writes what was found, and then takes
/// the next.
///
/// That keeps all threads busy where pictures are small: threads that share one picture wait for one another at every
/// step of the network. The calling thread is one of them, and tells of the results, in their order, between its own.
struct PictureLanes<Prepared: Sendable, Found: Sendable> {
  let pipeline: PicturePipeline<Prepared, Found>
  let pictures: [InputPicture]
  private let shared = Monitor(State())
  /// Whether a heavy picture is in memory.
  private let hasHeavy = Monitor(false)

  init(_ pipeline: PicturePipeline<Prepared, Found>, on pictures: [InputPicture]) {
    (self.pipeline, self.pictures) = (pipeline, pictures)
  }

  private struct Writing: Sendable {
    let found: Found
    let picture: InputPicture
    let stem: String
  }

  private enum Task {
    case work(Int)
    case write(Writing)
    case tell(Int, Result<Found, ImageError>)
    case tellFault(PictureFinding<Found>)
    case end
  }

  private struct State {
    /// The next picture to work on.
    var next = 0
    /// The next picture to tell of.
    var untold = 0
    var outcomes: [Int: Result<Found, ImageError>] = [:]
    var toWrite: [Writing] = []
    var beingWritten = 0
    /// Pictures that turned out not to be drawable.
    var faults: [PictureFinding<Found>] = []
    /// What ends the run.
    var failure: (any Error)?

    /// What there is to do next, and nil where that is not known yet.
    ///
    /// Results that wait to be told are bounded by `window`.
    mutating func claim(count: Int, window: Int, tells: Bool) -> Task? {
      if failure != nil { return .end }
      if tells {
        if !faults.isEmpty { return .tellFault(faults.removeFirst()) }
        if let outcome = outcomes.removeValue(forKey: untold) {
          untold += 1
          return .tell(untold - 1, outcome)
        }
      }
      if !toWrite.isEmpty {
        beingWritten += 1
        return .write(toWrite.removeFirst())
      }
      if next < min(count, untold + window) {
        next += 1
        return .work(next - 1)
      }
      return untold == count && beingWritten == 0 && faults.isEmpty ? .end : nil
    }
  }

  /// Works on all pictures; throws what `report` throws, or why a result cannot be written.
  func run(
    threads: Int, output: ResultFolder?, _ report: (PictureFinding<Found>) throws -> Void
  ) throws {
    var folder = output
    let caller = pthread_self()
    // The first picture has all threads: the network is compiled for it, and kernels may be measured.
    if case .work(let first) = shared.change({
      $0.claim(count: pictures.count, window: 1, tells: false)
    }) {
      work(first)
    }
    // The pool is taken meanwhile, so that whatever a lane calls computes on its own thread. Lanes end together,
    // which leaves one for the caller.
    Workers.shared.run(chunks: threads) { _ in
      let tells = pthread_equal(caller, pthread_self()) != 0
      while true {
        let task = shared.wait {
          $0.claim(count: pictures.count, window: 4 * threads, tells: tells)
        }
        switch task {
        case .work(let index): work(index)
        case .write(let writing): write(writing, to: output)
        case .tell(let index, let outcome):
          tell(PictureFinding(picture: pictures[index], outcome: outcome), report) {
            folder?.stem(for: pictures[index])
          }
        case .tellFault(let finding): tell(finding, report) { nil }
        case .end: return
        }
      }
    }
    if let failure = shared.change(\.failure) { throw failure }
  }

  private func work(_ index: Int) {
    let outcome = alone(pictures[index]) { () -> Result<Found, ImageError> in
      switch pipeline.read(pictures[index]) {
      case .success(let prepared): pipeline.work(prepared)
      case .failure(let error): .failure(error)
      }
    }
    shared.change { $0.outcomes[index] = outcome }
  }

  private func write(_ writing: Writing, to folder: ResultFolder?) {
    let picture = writing.picture
    let outcome = alone(picture) {
      Result { if let folder { try pipeline.write(writing.found, picture, folder, writing.stem) } }
    }
    shared.change { state in
      state.beingWritten -= 1
      switch outcome {
      case .success: break
      case .failure(let error as ImageError):
        state.faults.append(PictureFinding(picture: picture, outcome: .failure(error)))
      case .failure(let error): state.failure = state.failure ?? error
      }
    }
  }

  private func tell(
    _ finding: PictureFinding<Found>, _ report: (PictureFinding<Found>) throws -> Void,
    stem: () -> String?
  ) {
    let told = Result { () -> Writing? in
      try report(finding)
      guard case .success(let found) = finding.outcome, let stem = stem() else { return nil }
      return Writing(found: found, picture: finding.picture, stem: stem)
    }
    // Even where nothing is to be written, the others must hear that there is room for further results, or that this
    // was the last.
    shared.change { state in
      switch told {
      case .success(let writing): if let writing { state.toWrite.append(writing) }
      case .failure(let error): state.failure = state.failure ?? error
      }
    }
  }

  /// Makes heavy pictures wait for one another.
  private func alone<Outcome>(_ picture: InputPicture, _ body: () -> Outcome) -> Outcome {
    guard pipeline.isHeavy(picture) else { return body() }
    hasHeavy.wait { hasHeavy -> Void? in
      guard !hasHeavy else { return nil }
      hasHeavy = true
      return ()
    }
    defer { hasHeavy.change { $0 = false } }
    return body()
  }
}
