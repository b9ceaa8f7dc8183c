import COkoKernels
import TestSupport

/// An instruction set, and whether its products of bf16 and of bytes go by instructions of their own.
struct LowPrecisionSet: Sendable, CustomStringConvertible {
  var set: String
  var isNative: Bool

  var description: String { "\(set)\(isNative ? "" : " by other instructions")" }

  /// All of this machine.
  static let all: [LowPrecisionSet] = kernelSets.flatMap { set in
    withKernels(set) { oko_low_products_are_native() != 0 }
      ? [LowPrecisionSet(set: set, isNative: true), LowPrecisionSet(set: set, isNative: false)]
      : [LowPrecisionSet(set: set, isNative: false)]
  }

  /// Runs `body` with this set selected for the calling thread.
  func callAsFunction<Result>(_ body: () throws -> Result) rethrows -> Result {
    oko_low_products_avoid_native_for_thread(isNative ? 0 : 1)
    defer { oko_low_products_avoid_native_for_thread(0) }
    return try withKernels(set, body)
  }
}

/// A tensor in some precision that owns its memory; what is not written is 0xEE.
final class LowPrecisionTensor {
  let type: oko_element
  let channels: Int
  let pixels: Int
  let stride: Int
  let memory: UnsafeMutableRawBufferPointer
  let isDense: Bool
  var scale: Float
  var zero: Int32

  init(
    _ type: oko_element, pixels: Int, channels: Int, stride: Int = 0, scale: Float = 1,
    zero: Int32 = 0
  ) {
    (self.type, self.channels, self.pixels) = (type, channels, pixels)
    (self.scale, self.zero) = (scale, zero)
    isDense = stride == 0
    self.stride = isDense ? Int(oko_dense_stride(type, Int64(channels))) : stride
    memory = .allocate(
      byteCount: max(pixels * self.stride * Int(oko_element_size(type)), 1), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
  }

  deinit { memory.deallocate() }

  var operand: oko_operand {
    oko_operand(
      type: type, scale: scale, zero: zero, data: memory.baseAddress,
      pixel_stride: isDense ? 0 : Int64(stride))
  }

  /// The integer in memory: a byte, or the bits of a bf16 or a float.
  subscript(_ pixel: Int, _ channel: Int) -> UInt32 {
    get {
      let index = pixel * stride + channel
      return switch type {
      case OKO_U8: UInt32(memory[index])
      case OKO_BF16: UInt32(memory.load(fromByteOffset: 2 * index, as: UInt16.self))
      default: memory.load(fromByteOffset: 4 * index, as: UInt32.self)
      }
    }
    set {
      let index = pixel * stride + channel
      switch type {
      case OKO_U8: memory[index] = UInt8(newValue)
      case OKO_BF16:
        memory.storeBytes(of: UInt16(newValue), toByteOffset: 2 * index, as: UInt16.self)
      default: memory.storeBytes(of: newValue, toByteOffset: 4 * index, as: UInt32.self)
      }
    }
  }

  /// The integers of all pixels' channels.
  var integers: [UInt32] {
    (0..<pixels).flatMap { pixel in (0..<channels).map { self[pixel, $0] } }
  }

  /// Writes the integers of all pixels' channels, and what `integers` has from `begin` on.
  func fill(_ integers: [UInt32]) {
    for (index, integer) in integers.enumerated() {
      self[index / channels, index % channels] = integer
    }
    guard isDense else { return }
    for pixel in 0..<pixels {
      for channel in channels..<stride { self[pixel, channel] = 0 }
    }
  }

  /// What the integers stand for.
  var values: [Float] {
    integers.map { integer in
      switch type {
      case OKO_U8: scale * Float(Int32(integer) - zero)
      case OKO_BF16: Float(bitPattern: integer << 16)
      default: Float(bitPattern: integer)
      }
    }
  }
}

/// The bits of the bf16 nearest to a number, ties to even.
func bf16Bits(_ value: Float) -> UInt32 {
  let bits = value.bitPattern
  return (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16
}

/// Reproducible integers of 32 random bits.
func testBits(_ count: Int, seed: UInt64 = 1) -> [UInt32] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt32(truncatingIfNeeded: state >> 16)
  }
}

extension NaiveConvolution {
  /// Runs a convolution of low precision on `x` into `y`, in parts of `part` rows.
  ///
  /// `scales` are for filters of bytes; `type` is that of products where x is of floats.
  func runLow(
    _ x: LowPrecisionTensor, as type: oko_element? = nil, _ filter: [Float],
    scales: [Float]? = nil, into y: LowPrecisionTensor, isTransposed: Bool = false,
    part: Int = .max, _ change: (inout oko_low_epilogue) -> Void = { _ in }
  ) {
    var kernel = oko_low_conv(
      shape: kernelShape, type: type ?? x.type, is_transposed: isTransposed ? 1 : 0)
    var packed = scratch(oko_low_conv_packed_size(&kernel))
    let panels = oko_low_conv_packed_panel_count(&kernel)
    oko_low_conv_pack_filter(&kernel, filter, scales, &packed, 0, panels)
    var work = scratch(oko_low_conv_scratch_size(&kernel))
    let rows = batch * (isTransposed ? height : outHeight)
    func run(_ scales: UnsafePointer<Float>?) {
      var epilogue = oko_low_epilogue()
      epilogue.scale = scales
      change(&epilogue)
      var (from, to) = (x.operand, y.operand)
      for begin in Swift.stride(from: 0, to: rows, by: min(part, rows)) {
        oko_low_conv_forward(
          &kernel, &from, packed, &epilogue, &to, Int64(begin),
          Int64(min(begin + min(part, rows), rows)), 0, panels, &work)
      }
    }
    guard let scales else { return run(nil) }
    scales.withUnsafeBufferPointer { run($0.baseAddress) }
  }

  /// The same, packed and computed in parts of `part` panels.
  func runLowByPanels(
    _ x: LowPrecisionTensor, _ filter: [Float], scales: [Float]?, into y: LowPrecisionTensor,
    isTransposed: Bool, part: Int
  ) {
    var kernel = oko_low_conv(
      shape: kernelShape, type: x.type, is_transposed: isTransposed ? 1 : 0)
    var packed = scratch(oko_low_conv_packed_size(&kernel))
    var work = scratch(oko_low_conv_scratch_size(&kernel))
    let panels = Int(oko_low_conv_packed_panel_count(&kernel))
    let rows = Int64(batch * (isTransposed ? height : outHeight))
    func run(_ scales: UnsafePointer<Float>?) {
      var epilogue = oko_low_epilogue()
      epilogue.scale = scales
      var (from, to) = (x.operand, y.operand)
      // From the last on, as the order does not matter either.
      for begin in Swift.stride(from: 0, to: panels, by: min(part, panels)).reversed() {
        let (first, end) = (Int64(begin), Int64(min(begin + min(part, panels), panels)))
        oko_low_conv_pack_filter(&kernel, filter, scales, &packed, first, end)
        oko_low_conv_forward(
          &kernel, &from, packed, &epilogue, &to, 0, rows, first, end, &work)
      }
    }
    guard let scales else { return run(nil) }
    scales.withUnsafeBufferPointer { run($0.baseAddress) }
  }

  /// Y as exact integers.
  func forwardIntegers(_ x: [Int], _ filter: [Int], isTransposed: Bool = false) -> [Int] {
    var y = [Int](repeating: 0, count: isTransposed ? inputCount : outputCount)
    forEachProduct { input, weight, output in
      if isTransposed {
        y[input] += x[output] * filter[weight]
      } else {
        y[output] += x[input] * filter[weight]
      }
    }
    return y
  }
}
