#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#endif

/// How much memory the process may use, and how much it did.
package enum MachineMemory {
  /// Bytes of the machine, or of the cgroup where that has less.
  package static let bytes: Int = {
    let installed = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { limit(in: $0) }
    return limits.reduce(installed, min)
  }()

  /// The most bytes that were ever resident, or 0 where the system does not say.
  ///
  /// From /proc where there is one: what `getrusage` says begins with the peak of the parent, where that started us
  /// by `vfork`.
  package static var peakBytes: Int {
    #if os(Linux)
      guard let file = fopen("/proc/self/status", "r") else { return 0 }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(
          decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard text.hasPrefix("VmHWM:") else { continue }
        return 1024 * (Int(text.filter(\.isNumber)) ?? 0)
      }
      return 0
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }

  /// The number in a file of the kernel, or nil where it is absent or says `max`.
  private static func limit(in path: String) -> Int? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var text = [UInt8](repeating: 0, count: 32)
    let count = fread(&text, 1, text.count, file)
    let digits = text[..<count].prefix { (0x30...0x39).contains($0) }
    guard let bytes = Int(String(decoding: digits, as: UTF8.self)), bytes > 0 else { return nil }
    return bytes
  }
}
