#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many processors this process may keep busy.
package enum ProcessorQuota {
  /// `OKO_THREADS` where it is set, else the least of the affinity mask and the cgroup's quota; at least 1.
  package static func current() -> Int {
    if let text = getenv("OKO_THREADS"), let count = Int(String(cString: text)), count > 0 {
      return min(count, 256)
    }
    // The affinity mask is already in this count.
    let available = max(1, ProcessInfo.processInfo.activeProcessorCount)
    return min(available, cgroupQuota() ?? 256, 256)
  }

  private static func cgroupQuota() -> Int? {
    guard let file = fopen("/sys/fs/cgroup/cpu.max", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 64)
    guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
    return processors(
      inQuota: String(
        decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  /// Whole processors in the text of `cpu.max` ("200000 100000" is 2), rounded up; nil for no limit.
  package static func processors(inQuota text: String) -> Int? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
    guard parts.count == 2, let quota = Double(parts[0]), let period = Double(parts[1]),
      quota > 0, period > 0
    else { return nil }
    return max(1, Int(min(quota / period, 1e6).rounded(.up)))
  }
}
