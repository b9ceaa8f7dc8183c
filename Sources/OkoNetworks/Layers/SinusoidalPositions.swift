public import OkoTensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Positions as waves of many lengths, to be added to what lies there.
///
/// After Vaswani et al. 2017:
///
///     let placed = features + SinusoidalPositions.line(features.shape[1], width: features.shape[2])
public enum SinusoidalPositions {
  /// Places in a row: `[length, width]`.
  ///
  /// Channels 2i and 2i + 1 of place p are the sine and the cosine of p / 10 000^(2i / width).
  ///
  /// - Precondition: `width` is even.
  public static func line(_ length: Int, width: Int) -> Tensor {
    precondition(
      length >= 0 && width > 0 && width % 2 == 0,
      "SinusoidalPositions: \(length) places of a width of \(width); expected an even one")
    return Tensor((0..<length).flatMap { waves($0, width: width) }, shape: [length, width])
  }

  /// Places in a picture: `[height, width, channels]`.
  ///
  /// The first half of the channels tells the row and the second the column, each as `line` does (Carion et al.
  /// 2020, DETR, with whole places).
  ///
  /// - Precondition: `channels` is a multiple of 4.
  public static func picture(height: Int, width: Int, channels: Int) -> Tensor {
    precondition(
      height >= 0 && width >= 0 && channels > 0 && channels % 4 == 0,
      "SinusoidalPositions: \(height) × \(width) places of \(channels) channels; expected a multiple of 4"
    )
    let columns = (0..<width).map { waves($0, width: channels / 2) }
    let scalars = (0..<height).flatMap { row -> [Float] in
      let row = waves(row, width: channels / 2)
      return columns.flatMap { row + $0 }
    }
    return Tensor(scalars, shape: [height, width, channels])
  }

  private static func waves(_ place: Int, width: Int) -> [Float] {
    (0..<(width / 2)).flatMap { pair -> [Float] in
      let angle = Double(place) / pow(10_000, Double(2 * pair) / Double(width))
      return [Float(sin(angle)), Float(cos(angle))]
    }
  }
}
