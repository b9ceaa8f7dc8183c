import COkoKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The processor and the kernels that measured times are of.
enum MachineKernels {
  /// Names both: `AMD EPYC 9B45, avx512, kernels 1`.
  static var name: String {
    let dots = oko_low_products_are_native() != 0 ? " with products of bf16" : ""
    return "\(processor), \(String(cString: oko_kernels_current()))\(dots), "
      + "kernels \(OKO_KERNELS_VERSION)"
  }

  /// What the system calls the processor; "unknown" where it does not say.
  private static let processor: String = {
    #if canImport(Darwin)
      var length = 256
      var text = [CChar](repeating: 0, count: length)
      guard sysctlbyname("machdep.cpu.brand_string", &text, &length, nil, 0) == 0 else {
        return "unknown"
      }
      return String(
        decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    #else
      guard let file = fopen("/proc/cpuinfo", "r") else { return "unknown" }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 512)
      // On ARM, which has no names there, the numbers of maker and part.
      var numbers: [String] = []
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(
          decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1).map { part in
          String(part.drop(while: \.isWhitespace).prefix { !$0.isNewline })
        }
        guard parts.count == 2 else { continue }
        if parts[0].hasPrefix("model name") { return parts[1] }
        if parts[0].hasPrefix("CPU implementer") || parts[0].hasPrefix("CPU part") {
          numbers.append(parts[1])
          if numbers.count == 2 { break }
        }
      }
      return numbers.isEmpty ? "unknown" : numbers.joined(separator: " ")
    #endif
  }()
}
