/// Colours for numbers from 0 to 1: from near white through blue to near black blue, evenly darker.
public enum ColorScale {
  /// The colour of `fraction`, which is kept within 0 to 1; of no number, a light gray.
  public static func color(at fraction: Double) -> Image.Color {
    guard !fraction.isNaN else { return 225 }
    let place = min(max(fraction, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let mixed = stops[index] + (stops[index + 1] - stops[index]) * (place - Double(index))
    return Image.Color(red: UInt8(mixed.x), green: UInt8(mixed.y), blue: UInt8(mixed.z))
  }

  private static let stops: [SIMD3<Double>] = [
    SIMD3(247, 249, 252), SIMD3(198, 219, 238), SIMD3(120, 176, 216), SIMD3(52, 120, 184),
    SIMD3(14, 52, 110),
  ]
}
