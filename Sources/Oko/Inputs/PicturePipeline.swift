import OkoImaging
import OkoTensors

/// What became of one picture.
public struct PictureFinding<Found: Sendable>: Sendable {
  /// The picture.
  public let picture: InputPicture
  /// What was found on it, or why it cannot be read or drawn on.
  public let outcome: Result<Found, ImageError>
}

/// The same work on any number of pictures: while one is worked on, the next is read and the last is written; or, where
/// many are small, each thread works on one.
///
/// Three pictures at most are in memory at a time, or one for each thread, and of those that are `isHeavy` one.
struct PicturePipeline<Prepared: Sendable, Found: Sendable>: Sendable {
  let read: @Sendable (InputPicture) -> Result<Prepared, ImageError>
  let work: @Sendable (Prepared) -> Result<Found, ImageError>
  /// Writes the results into the folder, under a path without an extension.
  let write: @Sendable (Found, InputPicture, ResultFolder, String) throws -> Void
  var isHeavy: @Sendable (InputPicture) -> Bool = { _ in false }
  /// Whether one thread makes short work of a picture, so that threads need not share it.
  var suitsOneThread = false

  /// Works on `pictures` and tells `report` of each in their order; what it throws ends the run.
  ///
  /// A picture that turns out not to be drawable is told of again, as a failure, while its successor is worked on.
  ///
  /// - Throws: what `report` throws, and ``ResultError`` where a result cannot be written.
  func run(
    on pictures: [InputPicture], output: ResultFolder?,
    _ report: (PictureFinding<Found>) throws -> Void
  ) throws {
    let threads = Workers.shared.threadCount
    // Where there are few, the last would be worked on while most threads have nothing left to do.
    if suitsOneThread, threads > 1, pictures.count >= 2 * threads {
      return try PictureLanes(self, on: pictures).run(threads: threads, output: output, report)
    }
    var folder = output
    var next: Background<Result<Prepared, ImageError>>?
    var writing: Background<Writing>?
    // Whatever ends the run, no file is left half written.
    defer { _ = writing?.value }
    for (index, picture) in pictures.enumerated() {
      let isHeavy = isHeavy(picture)
      if isHeavy {
        try finish(writing, report)
        writing = nil
      }
      let outcome = self.outcome(next?.value ?? read(picture)) {
        guard index + 1 < pictures.count, !isHeavy, !self.isHeavy(pictures[index + 1]) else {
          return next = nil
        }
        next = background { read(pictures[index + 1]) }
      }
      try report(PictureFinding(picture: picture, outcome: outcome))
      guard case .success(let found) = outcome, let stem = folder?.stem(for: picture), let folder
      else { continue }
      try finish(writing, report)
      writing = background {
        Writing(
          picture: picture, outcome: Result { try write(found, picture, folder, stem) })
      }
    }
    try finish(writing, report)
  }

  /// Works on what was read, which is gone afterwards.
  private func outcome(
    _ prepared: consuming Result<Prepared, ImageError>, _ readNext: () -> Void
  ) -> Result<Found, ImageError> {
    readNext()
    switch prepared {
    case .success(let prepared): return work(prepared)
    case .failure(let error): return .failure(error)
    }
  }

  private func background<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) -> Background<Value> {
    Background(inParallel: Workers.shared.threadCount > 1, body)
  }

  /// What became of the results of a picture.
  private struct Writing: Sendable {
    let picture: InputPicture
    let outcome: Result<Void, any Error>
  }

  /// Waits for `writing`: a picture's fault is reported, any other ends the run.
  private func finish(
    _ writing: Background<Writing>?, _ report: (PictureFinding<Found>) throws -> Void
  ) throws {
    guard let writing = writing?.value else { return }
    do {
      try writing.outcome.get()
    } catch let error as ImageError {
      try report(PictureFinding(picture: writing.picture, outcome: .failure(error)))
    }
  }
}
