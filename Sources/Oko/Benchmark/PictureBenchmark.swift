public import OkoImaging
import OkoTensors
import OkoTraining

/// Times what happens to a picture before and after a detector's network, on one thread, in turns.
///
///     print(try PictureBenchmark.run(path: "photo.jpg", times: 20).lines.joined(separator: "\n"))
public struct PictureBenchmark: Sendable {
  /// What was measured of one piece of work.
  public struct Measurement: Sendable {
    /// What users call it.
    public let name: String
    /// What it does, in words.
    public let work: String
    /// Milliseconds of every run that was timed.
    public internal(set) var milliseconds: [Double] = []

    /// The median of `milliseconds`.
    public var median: Double { milliseconds.sorted()[milliseconds.count / 2] }
    /// The least of `milliseconds`, which disturbances change the least.
    public var fastest: Double { milliseconds.min() ?? 0 }
  }

  /// The size of the photograph.
  public let size: Size
  /// How many bytes its file has.
  public let byteCount: Int
  /// One for each piece of work.
  public private(set) var measurements: [Measurement]

  /// Reads the photograph at `path`, or draws one of 12 megapixels, and times each piece of work `times` times, after one
  /// run that is not timed.
  ///
  /// The photograph's bytes are in memory. It is fitted onto a square of `side` pixels; of `boxes` boxes, all nearly
  /// certain and most on top of others, those that mark one thing are suppressed.
  public static func run(
    path: String? = nil, side: Int = 640, boxes: Int = 8400, times: Int = 20
  ) throws(ImageError) -> PictureBenchmark {
    precondition(side >= 1 && boxes >= 1 && times >= 1, "PictureBenchmark: nothing to measure")
    let picture =
      if let path { try EncodedPicture(path: path) } else {
        try EncodedPicture(MadePhotograph.jpeg())
      }
    // What cannot be decoded is told now; later, nothing can fail.
    _ = try picture.decoded(options: DecodeOptions())
    let subjects =
      Self.subjects(on: picture, side: side)
      + [1, 80].flatMap { Self.subjects(boxes, classes: $0) }
    var measurements = subjects.map { Measurement(name: $0.name, work: $0.work) }
    for round in 0...times {
      for turn in subjects.indices {
        let index = (turn + round) % subjects.count
        var clock = LapClock()
        subjects[index].run()
        let time = clock.lap()
        if round > 0 { measurements[index].milliseconds.append(time) }
      }
    }
    return PictureBenchmark(
      size: picture.size, byteCount: picture.bytes.count, measurements: measurements)
  }

  /// A piece of work that is timed.
  private struct Subject {
    let name: String
    let work: String
    let run: () -> Void
  }

  private static func subjects(on picture: EncodedPicture, side: Int) -> [Subject] {
    let canvas = Size(width: side, height: side)
    return [
      Subject(name: "tensor", work: "JPEG or PNG → [1, \(side), \(side), 3], letterboxed, 0…1") {
        // The header is part of the work.
        guard let opened = try? EncodedPicture(picture.bytes) else { return }
        let letterbox = Letterbox(original: opened.size, canvas: canvas)
        _ = try? Tensor.letterboxed(opened, letterbox)
      },
      Subject(name: "decode", work: "the whole picture") {
        _ = try? picture.decoded(options: DecodeOptions())
      },
    ]
  }

  private static func subjects(_ count: Int, classes: Int) -> [Subject] {
    let crowd = CrowdedBoxes(count: count, classes: classes)
    let of = classes == 1 ? "of 1 class" : "of \(classes) classes"
    return [
      Subject(name: "nms-\(classes)", work: "\(count) boxes \(of), at most 300 kept") {
        _ = crowd.kept(maximum: 300)
      },
      Subject(
        name: "nms-\(classes)-all",
        work: "\(count) boxes \(of), \(crowd.kept(maximum: count).count) kept"
      ) {
        _ = crowd.kept(maximum: count)
      },
    ]
  }
}
