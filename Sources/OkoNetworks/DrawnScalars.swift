import OkoTensors

/// The first value of a parameter, drawn when it is asked for.
struct DrawnScalars: ScalarSource {
  let shape: Shape
  let initializer: Initializer
  let fan: Fan
  /// Where drawing begins, each time.
  let random: RandomSource

  func write(into scalars: UnsafeMutablePointer<Float>) {
    var random = random
    initializer.fill(scalars, count: shape.count, fan: fan, using: &random)
  }
}
