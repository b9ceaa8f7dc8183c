import OkoNetworks
package import OkoTensors

/// A network that tells real pictures from generated ones; the higher its score, the more real.
///
/// With several classes, each has its own last layer over the shared features, so that a picture is judged as one of
/// its class.
package struct DiscriminatorNetwork: Module {
  let body: any PictureFeatures
  let head: Linear
  private let classCount: Int

  /// Makes a network whose weights `initialize(seed:)` or a checkpoint gives.
  package init(_ architecture: GenerationArchitecture) {
    classCount = architecture.classCount
    switch architecture.family {
    case .residual: body = ResidualFeatures(architecture)
    case .dcgan: body = DCGANFeatures(architecture)
    }
    head = Linear(body.featureCount, classCount)
  }

  /// Pictures `[N, side, side, channels]` and a class for each → scores `[N]`.
  package func callAsFunction(_ pictures: Tensor, classes: [Int]) -> Tensor {
    let scores = head(body(pictures))
    guard classCount > 1 else { return scores.reshaped(to: [classes.count]) }
    var own = [Float](repeating: 0, count: classes.count * classCount)
    for (row, index) in classes.enumerated() { own[row * classCount + index] = 1 }
    return (scores * Tensor(own, shape: [classes.count, classCount])).sum(axes: [1])
  }
}

/// What turns pictures into features, `[N, side, side, channels]` → `[N, features]`.
protocol PictureFeatures: Module {
  /// How many features a picture has.
  var featureCount: Int { get }
  /// Finds the features.
  func callAsFunction(_ pictures: Tensor) -> Tensor
}
