#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A colour for each class, the same on every machine and in every run.
public enum Palette {
  /// The colour of class `index`; neighbouring numbers look different.
  ///
  /// The hue turns by the golden angle in Oklch (Ottosson, 2020), whose steps look even, while lightness
  /// goes through three levels; chroma is lowered until the screen can show it.
  public static func color(of index: Int) -> Image.Color {
    let number = index & 1023
    let hue = (29 + Double(number) * 137.507764).truncatingRemainder(dividingBy: 360)
    let lightness = [0.66, 0.78, 0.58][number % 3]
    for step in 0..<24 {
      if let color = color(lightness, chroma: 0.2 - 0.008 * Double(step), hue: hue) {
        return color
      }
    }
    return Image.Color(gray: UInt8(lightness * 255))
  }

  /// The colour of class `index`, darkened where needed so that a thin line of it is seen on white.
  public static func inkColor(of index: Int) -> Image.Color {
    var color = color(of: index)
    while contrast(color, .white) < 3 {
      func darker(_ part: UInt8) -> UInt8 { UInt8(Int(part) * 15 / 16) }
      color = Image.Color(
        red: darker(color.red), green: darker(color.green), blue: darker(color.blue))
    }
    return color
  }

  /// Black or white, whichever is easier to read on `color`.
  public static func textColor(on color: Image.Color) -> Image.Color {
    // The contrast of WCAG 2 with black equals that with white at a luminance of 0.179.
    luminance(color) > 0.179 ? .black : .white
  }

  /// The ratio of contrast between two colours after WCAG 2, from 1 to 21.
  public static func contrast(_ first: Image.Color, _ second: Image.Color) -> Double {
    let (one, other) = (luminance(first), luminance(second))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private static func luminance(_ color: Image.Color) -> Double {
    func linear(_ part: UInt8) -> Double {
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  /// The sRGB colour, or nil where it lies outside what a screen shows.
  private static func color(_ lightness: Double, chroma: Double, hue: Double) -> Image.Color? {
    let angle = hue * .pi / 180
    let (a, b) = (chroma * cos(angle), chroma * sin(angle))
    func cube(_ value: Double) -> Double { value * value * value }
    let long = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let medium = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let short = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    let parts = [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]
    guard parts.allSatisfy({ (0...1).contains($0) }) else { return nil }
    let bytes = parts.map { value -> UInt8 in
      let encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
    return Image.Color(red: bytes[0], green: bytes[1], blue: bytes[2])
  }
}
