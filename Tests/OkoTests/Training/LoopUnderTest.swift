import Foundation
import Oko
import OkoTraining

/// A task whose training the shared tests of the loop run, on ten drawn pictures of 64 × 64 pixels.
protocol LoopUnderTest {
  associatedtype Training: TaskTraining

  /// Options of a small network that trains in seconds.
  static func options(data: String, output: String) -> Training.Options
  /// A file whose bytes are labels of the validation pictures, in the folder of the data.
  static var labelFile: String { get }
  /// Other bytes for it that are valid labels.
  static func otherLabels(of bytes: Data) throws -> Data
  /// The file that names the classes, and a name in it.
  static var classFile: String { get }
}

enum DetectionLoop: LoopUnderTest {
  typealias Training = DetectionTraining

  static func options(data: String, output: String) -> DetectionTrainingOptions {
    var options = DetectionTrainingOptions(data: data, output: output)
    (options.imageSize, options.batchSize) = (64, 4)
    return options
  }

  static let labelFile = "labels/val/00004.txt"
  static func otherLabels(of bytes: Data) throws -> Data { Data() }
  static let classFile = "data.yaml"
}

enum SegmentationLoop: LoopUnderTest {
  typealias Training = SegmentationTraining

  static func options(data: String, output: String) -> SegmentationTrainingOptions {
    var options = SegmentationTrainingOptions(data: data, output: output)
    (options.batchSize, options.width) = (4, 4)
    options.patch = Size(width: 64, height: 64)
    return options
  }

  static let labelFile = "masks/val/00004.png"
  static func otherLabels(of bytes: Data) throws -> Data {
    let mask = try ImageDecoder.decode([UInt8](bytes)).image
    return Data(
      try PNGEncoder.encode(
        Image(width: mask.width, height: mask.height, channels: .gray, filledWith: [0])))
  }
  static let classFile = "classes.txt"
}

/// The tasks, to run a test with each.
enum TaskUnderTest: String, CaseIterable, Sendable {
  case detect, segment

  /// Calls `body` with the task's loop.
  func run(_ body: (any LoopUnderTest.Type) throws -> Void) rethrows {
    switch self {
    case .detect: try body(DetectionLoop.self)
    case .segment: try body(SegmentationLoop.self)
    }
  }
}
