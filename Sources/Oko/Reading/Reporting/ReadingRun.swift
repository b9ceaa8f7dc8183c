import OkoImaging
import OkoTraining

/// Reading of any number of lines: while one is in the network, the next is decoded.
///
///     let run = ReadingRun(try Reader.load("receipts"))
///     try run.read(InputPictures(["lines"]).pictures) { print($0.picture.path, $0.outcome) }
public struct ReadingRun: Sendable {
  /// What became of one picture.
  public typealias Finding = PictureFinding<ReadingResult>

  /// What reads.
  public let reader: Reader
  /// How it reads.
  public var options = ReadingOptions()

  /// Makes a run.
  public init(_ reader: Reader) { self.reader = reader }

  /// Reads `pictures` and tells `report` of each in their order; what it throws ends the run.
  public func read(_ pictures: [InputPicture], _ report: (Finding) throws -> Void) throws {
    let pipeline = PicturePipeline<Prepared, ReadingResult>(
      read: { picture in Result { () throws(ImageError) in try prepare(picture) } },
      work: { .success(reader.read($0.input, options: options, decode: $0.milliseconds)) },
      write: { _, _, _, _ in })
    try pipeline.run(on: pictures, output: nil, report)
  }

  private struct Prepared: Sendable {
    let input: ReaderInput
    let milliseconds: Double
  }

  private func prepare(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let input = try reader.prepare(path: picture.path)
    return Prepared(input: input, milliseconds: clock.lap())
  }
}
