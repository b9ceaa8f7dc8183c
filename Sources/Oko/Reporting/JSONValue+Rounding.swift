import OkoImaging
import OkoJSON

extension Box {
  /// `[x, y, width, height]`, to hundredths of a pixel.
  var json: JSONValue { .array([x, y, width, height].map { .rounded($0, 100) }) }
}

extension JSONValue {
  /// The number nearest to `value` that is a multiple of 1 / `parts`.
  static func rounded(_ value: Double, _ parts: Double) -> JSONValue {
    .number((value * parts).rounded() / parts)
  }
}
