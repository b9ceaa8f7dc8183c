/// The blend of four neighbouring 8-bit RGB pixels.
enum BilinearPixel {
  /// Writes the blend of `upper` and `lower` and of their neighbours `right` samples on; weights are of 256.
  @inline(__always)
  static func write(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, right: Int, weightX: Int32,
    weightY: Int32, into target: UnsafeMutablePointer<UInt8>
  ) {
    for channel in 0..<3 {
      let top =
        Int32(upper[channel]) &* (256 &- weightX) &+ Int32(upper[channel + right]) &* weightX
      let bottom =
        Int32(lower[channel]) &* (256 &- weightX) &+ Int32(lower[channel + right]) &* weightX
      let value = top &* (256 &- weightY) &+ bottom &* weightY
      target[channel] = UInt8(truncatingIfNeeded: (value &+ 32768) >> 16)
    }
  }
}
