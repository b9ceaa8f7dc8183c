import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// A folder of four pictures to measure on and four to train on, each with two bright discs, their masks and numbers.
final class DiscFolder: Sendable {
  private let folder: DatasetFolderFixture
  var path: String { folder.path }

  init(classNames: [String] = ["background", "disc"]) throws {
    folder = try DatasetFolderFixture()
    try folder.write(classNames.joined(separator: "\n") + "\n", to: "classes.txt")
    for split in ["train", "val"] {
      for number in 0..<4 {
        let size = Size(width: 48 + 4 * number, height: 40)
        let ids = Self.ids(size, number)
        func write(_ name: String, _ sample: (UInt8) -> UInt8) throws {
          let image = Image(
            width: size.width, height: size.height, channels: .gray, samples: ids.map(sample))
          try folder.write(PNGEncoder.encode(image), to: "\(name)/\(split)/\(number).png")
        }
        try write("images") { $0 == 0 ? 40 : 200 - 10 * $0 }
        try write("masks") { $0 == 0 ? 0 : 1 }
        try write("instances") { $0 }
      }
    }
  }

  private static func ids(_ size: Size, _ number: Int) -> [UInt8] {
    (0..<(size.width * size.height)).map { pixel in
      let (x, y) = (pixel % size.width, pixel / size.width)
      func isInside(_ centreX: Int, _ centreY: Int, _ radius: Int) -> Bool {
        (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) <= radius * radius
      }
      if isInside(12, 14 + number, 9) { return 1 }
      return isInside(33, 22, 7 + number) ? 2 : 0
    }
  }

  /// A small network of random weights, the same on every machine of one kind.
  static func segmenter(
    separatesInstances: Bool, classNames: [String] = ["background", "disc"],
    temperature: Float = 1
  ) -> Segmenter {
    let network = SegmenterNetwork(
      SegmentationArchitecture(
        family: .unet, widths: [4, 6, 8], depths: [1, 1, 1], decoderWidths: [4, 6],
        classCount: classNames.count, separatesInstances: separatesInstances))
    network.initialize(seed: 3)
    return Segmenter(
      network,
      description: ModelDescription(
        task: "segment", classNames: classNames, imageSize: 64, temperature: temperature))
  }
}
