import OkoImaging
import OkoTensors

/// Finds the training pictures that are most like generated ones, so that memorising is seen.
///
/// Pictures are compared pixel by pixel at 32 by 32, where small shifts count little.
public struct MemoryCheck: Sendable {
  private let squares: GenerationBatches
  private let looks: FeatureMatrix

  /// The side at which pictures are compared, in pixels.
  static let side = 32

  /// Reads all pictures of `collection` as `generator` would have seen them.
  ///
  /// - Throws: `ImageError` where one cannot be read any more.
  public init(_ collection: PictureCollection, for generator: Generator) throws(ImageError) {
    let squares = GenerationBatches(
      collection.samples, side: generator.side, channels: generator.channels, mirrors: false)
    self.squares = squares
    let pictures = try squares.squares(collection.samples)
    let values = pictures.flatMap(Self.look)
    looks = FeatureMatrix(
      rows: pictures.count, width: values.count / max(1, pictures.count), values: values)
  }

  /// The `count` training pictures nearest to each of `pictures`, with the root of their mean squared difference, 0…1.
  public func neighbors(
    of pictures: [Image], count: Int = 4
  ) throws(ImageError) -> [[NearestSheet.Neighbor]] {
    let values = pictures.flatMap(Self.look)
    let own = FeatureMatrix(rows: pictures.count, width: looks.width, values: values)
    var found: [[NearestSheet.Neighbor]] = []
    for row in NearestNeighbors.find(count, of: own, in: looks) {
      var neighbors: [NearestSheet.Neighbor] = []
      for neighbor in row {
        neighbors.append(
          NearestSheet.Neighbor(
            image: try squares.square(squares.samples[neighbor.index]),
            distance: neighbor.distance / Double(looks.width).squareRoot()))
      }
      found.append(neighbors)
    }
    return found
  }

  private static func look(_ picture: Image) -> [Float] {
    Tensor(onThisThread: [picture.resized(to: Size(width: side, height: side), filter: .area)])
      .scalars
  }
}
