import Foundation
import Oko
import OkoImaging
import OkoNetworks

/// Segmenters of random weights, and pictures for them.
enum SegmenterFixture {
  static func segmenter(
    widths: [Int] = [4, 6, 8], classes: [String] = ["background", "a", "b"],
    separatesInstances: Bool = false, family: SegmentationArchitecture.Family = .unet,
    normalization: PictureNormalization = .standardized, seed: UInt64 = 1
  ) -> Segmenter {
    let blocks = family == .unet ? widths.count : 4
    let architecture = SegmentationArchitecture(
      family: family, widths: widths, depths: [Int](repeating: 1, count: blocks),
      decoderWidths: Array(widths.dropLast()), classCount: classes.count,
      separatesInstances: separatesInstances)
    let network = SegmenterNetwork(architecture)
    network.initialize(seed: seed)
    return Segmenter(
      network,
      description: ModelDescription(
        task: "segment", classNames: classes, imageSize: 64,
        details: ["normalization": normalization.rawValue]))
  }

  /// A picture with structures of every size.
  static func picture(width: Int, height: Int, channels: Image.Channels = .rgb) -> Image {
    var random = RandomSource(seed: 7)
    let waves = (0..<12).map { _ in
      (random.uniform(in: 0.01...0.8), random.uniform(in: -0.6...0.6), random.uniform(in: 0...6))
    }
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels.rawValue {
          let sum = waves.reduce(Float(0)) { sum, wave in
            sum + sin(wave.0 * Float(x) + wave.1 * Float(y) + wave.2 + Float(channel))
          }
          samples.append(UInt8(min(max(128 + 18 * sum + 20 * (random.uniform() - 0.5), 0), 255)))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
