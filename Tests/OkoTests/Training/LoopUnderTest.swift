import Foundation
import Oko
import OkoTraining

/// A task whose training the shared tests of the loop run, on ten drawn pictures of 64 × 64 pixels.
protocol LoopUnderTest {
  associatedtype Training: TaskTraining

  /// Options of a small network that trains in seconds.
  static func options(data: String, output: String) -> Training.Options
  /// Writes the pictures with their labels into the new folder `data`.
  static func writeData(to data: String) throws
  /// Gives the class `square` the name `box`, or with `back` undoes that.
  static func renameClass(in data: String, back: Bool) throws
  /// The names of the classes after that.
  static var renamedClasses: String { get }
  /// Labels a validation picture otherwise, or with `back` undoes that.
  static func changeLabels(in data: String, back: Bool) throws
}

extension LoopUnderTest {
  static func writeData(to data: String) throws {
    let source = SyntheticKind.shapes.source(size: Size(width: 64, height: 64), seed: 3)
    try SyntheticDataset.write(source, count: 10, to: data)
  }

  /// Puts `other` for `text` in the file `name`.
  static func replace(_ text: String, with other: String, in path: String) throws {
    let content = try String(contentsOfFile: path, encoding: .utf8)
    try content.replacingOccurrences(of: text, with: other)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Puts what `changed` makes of the file at `path` in its place, or with `back` the former bytes.
  static func change(
    _ path: String, back: Bool, _ changed: (Data) throws -> Data
  ) throws {
    let (file, kept) = (URL(fileURLWithPath: path), URL(fileURLWithPath: path + ".kept"))
    if back {
      try Data(contentsOf: kept).write(to: file)
      try FileManager.default.removeItem(at: kept)
    } else {
      let bytes = try Data(contentsOf: file)
      try bytes.write(to: kept)
      try changed(bytes).write(to: file)
    }
  }
}

enum DetectionLoop: LoopUnderTest {
  typealias Training = DetectionTraining

  static func options(data: String, output: String) -> DetectionTrainingOptions {
    var options = DetectionTrainingOptions(data: data, output: output)
    (options.imageSize, options.batchSize) = (64, 4)
    return options
  }

  static func renameClass(in data: String, back: Bool) throws {
    try replace(back ? "box" : "square", with: back ? "square" : "box", in: data + "/data.yaml")
  }

  static let renamedClasses = "circle, box, triangle"

  static func changeLabels(in data: String, back: Bool) throws {
    try change(data + "/labels/val/00004.txt", back: back) { _ in Data() }
  }
}

enum SegmentationLoop: LoopUnderTest {
  typealias Training = SegmentationTraining

  static func options(data: String, output: String) -> SegmentationTrainingOptions {
    var options = SegmentationTrainingOptions(data: data, output: output)
    (options.batchSize, options.width) = (4, 4)
    options.patch = Size(width: 64, height: 64)
    return options
  }

  static func renameClass(in data: String, back: Bool) throws {
    try replace(back ? "box" : "square", with: back ? "square" : "box", in: data + "/classes.txt")
  }

  static let renamedClasses = "background, circle, box, triangle"

  static func changeLabels(in data: String, back: Bool) throws {
    try change(data + "/masks/val/00004.png", back: back) { bytes in
      let mask = try ImageDecoder.decode([UInt8](bytes)).image
      return Data(
        try PNGEncoder.encode(
          Image(width: mask.width, height: mask.height, channels: .gray, filledWith: [0])))
    }
  }
}

enum ClassificationLoop: LoopUnderTest {
  typealias Training = ClassificationTraining

  static func options(data: String, output: String) -> ClassificationTrainingOptions {
    var options = ClassificationTrainingOptions(data: data, output: output)
    (options.imageSize, options.batchSize) = (64, 4)
    return options
  }

  /// Four pictures of each of two classes to train on, one to validate on.
  static func writeData(to data: String) throws {
    let source = SyntheticKind.shapes.source(size: Size(width: 64, height: 64), seed: 3)
    for number in 0..<10 {
      let folder =
        "\(data)/\(number < 8 ? "train" : "val")/\(number % 2 == 0 ? "circle" : "square")"
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data(PNGEncoder.encode(source.picture(number).image)).write(
        to: URL(fileURLWithPath: "\(folder)/\(number).png"))
    }
  }

  static func renameClass(in data: String, back: Bool) throws {
    for split in ["train", "val"] {
      let (old, new) = ("\(data)/\(split)/square", "\(data)/\(split)/box")
      try FileManager.default.moveItem(atPath: back ? new : old, toPath: back ? old : new)
    }
  }

  static let renamedClasses = "box, circle"

  static func changeLabels(in data: String, back: Bool) throws {
    let (old, new) = (data + "/val/circle/8.png", data + "/val/square/8.png")
    try FileManager.default.moveItem(atPath: back ? new : old, toPath: back ? old : new)
  }
}

enum GenerationLoop: LoopUnderTest {
  typealias Training = GenerationTraining

  static func options(data: String, output: String) -> GenerationTrainingOptions {
    var options = GenerationTrainingOptions(data: data, output: output)
    (options.resolution, options.width, options.batchSize) = (32, 16, 4)
    return options
  }

  static func writeData(to data: String) throws { try ClassificationLoop.writeData(to: data) }

  static func renameClass(in data: String, back: Bool) throws {
    try ClassificationLoop.renameClass(in: data, back: back)
  }

  static let renamedClasses = "box, circle"

  static func changeLabels(in data: String, back: Bool) throws {
    let (old, new) = (data + "/train/circle/4.png", data + "/train/square/4.png")
    try FileManager.default.moveItem(atPath: back ? new : old, toPath: back ? old : new)
  }
}

enum ReadingLoop: LoopUnderTest {
  typealias Training = ReadingTraining

  static func options(data: String, output: String) -> ReadingTrainingOptions {
    var options = ReadingTrainingOptions(data: data, output: output)
    (options.batchSize, options.encoder) = (4, .gru)
    return options
  }

  /// Eight lines to train on, two to validate on.
  static func writeData(to data: String) throws {
    var rows = ["train": "", "val": ""]
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    for (number, text) in ["AB", "BA", "ABC", "CAB", "A", "B", "CC", "BCA", "AC", "CB"].enumerated()
    {
      var line = Image(width: 64, height: 32, channels: .gray, filledWith: [230])
      line.drawText(text, x: 6, y: 8, color: 20, scale: 2)
      try Data(PNGEncoder.encode(line)).write(to: URL(fileURLWithPath: "\(data)/\(number).png"))
      rows[number < 8 ? "train" : "val", default: ""] += "\(number).png\t\(text)\n"
    }
    for (split, text) in rows {
      try text.write(toFile: "\(data)/\(split).tsv", atomically: true, encoding: .utf8)
    }
  }

  static func renameClass(in data: String, back: Bool) throws {
    for split in ["train", "val"] {
      try replace(back ? "\tX" : "\tC", with: back ? "\tC" : "\tX", in: "\(data)/\(split).tsv")
    }
  }

  static let renamedClasses = "A, B, C, X"

  static func changeLabels(in data: String, back: Bool) throws {
    try replace(back ? "\tBB" : "\tAC", with: back ? "\tAC" : "\tBB", in: data + "/val.tsv")
  }
}

/// The tasks, to run a test with each.
enum TaskUnderTest: String, CaseIterable, Sendable {
  case detect, segment, classify, generate, read

  /// Calls `body` with the task's loop.
  func run(_ body: (any LoopUnderTest.Type) throws -> Void) rethrows {
    switch self {
    case .detect: try body(DetectionLoop.self)
    case .segment: try body(SegmentationLoop.self)
    case .classify: try body(ClassificationLoop.self)
    case .generate: try body(GenerationLoop.self)
    case .read: try body(ReadingLoop.self)
    }
  }
}
