import OkoImaging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decodes one file in a process of its own and prints what that took: `PictureProbe FILE [REPEATS]`.
///
/// Repeats are strict: they show what a failure does not give back. The line is `CODE MILLISECONDS KILOBYTES`:
/// `decoded` or the code of the error, the time of the whole, and the most memory that was ever resident.
@main
struct PictureProbe {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
      print("usage: PictureProbe FILE [REPEATS]")
      return
    }
    let start = ContinuousClock.now
    var outcome = "decoded"
    do {
      _ = try ImageDecoder.decode(path: arguments[1])
    } catch {
      outcome = error.code.rawValue
    }
    var options = DecodeOptions()
    options.strict = true
    for _ in 0..<(arguments.count == 3 ? Int(arguments[2]) ?? 0 : 0) {
      _ = try? ImageDecoder.decode(path: arguments[1], options: options)
    }
    let time = (ContinuousClock.now - start) / Duration.milliseconds(1)
    print(outcome, Int(time.rounded(.up)), peakKilobytes)
  }

  #if os(Linux)
    /// From /proc: what `getrusage` says begins with the peak of the parent, where that started us by `vfork`.
    private static var peakKilobytes: Int {
      guard let file = fopen("/proc/self/status", "r") else { return 0 }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(
          decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard text.hasPrefix("VmHWM:") else { continue }
        return Int(text.filter(\.isNumber)) ?? 0
      }
      return 0
    }
  #else
    private static var peakKilobytes: Int {
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss) / 1024
    }
  #endif
}
