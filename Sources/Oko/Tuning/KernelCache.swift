public import OkoTensors
import OkoTraining

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What was measured of kernels, remembered in a file of the user's cache folder.
///
///     let detector = try Detector.load("street", kernels: .measured(KernelCache.measurements()))
///
/// The file says which of Oko's own kernels computes which convolution, on which processor, in which precision and with
/// how many threads. It is taken to be hostile: what is in it can choose among the kernels that fit, and nothing else.
public enum KernelCache {
  /// Where the file is as a rule: in `XDG_CACHE_HOME`, `~/.cache`, or on macOS `~/Library/Caches`; nil where the user has
  /// no home.
  public static var usualPath: String? {
    let home = environment("HOME")
    #if canImport(Darwin)
      let folder = home.map { $0 + "/Library/Caches" }
    #else
      let folder = environment("XDG_CACHE_HOME") ?? home.map { $0 + "/.cache" }
    #endif
    return folder.map { $0 + "/oko/kernels.json" }
  }

  /// The value of a variable that names a folder; a relative path is as good as none.
  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// Measurements that begin with what the file at `path` remembers, and that it will remember.
  ///
  /// `warn` hears why a file is left unused, or why it cannot be written; then each run measures anew.
  public static func measurements(
    at path: String? = usualPath, warn: @escaping @Sendable (String) -> Void = { _ in }
  ) -> KernelMeasurements {
    guard let path else {
      warn("there is no home folder for a cache; what --tune measures is not remembered")
      return KernelMeasurements()
    }
    var known: [String: String] = [:]
    if FileSystem.kind(of: path) != .absent {
      do throws(KernelCacheError) {
        known = try KernelCacheFile(path: path).forms
      } catch {
        warn(
          "\(path): \(error.message); it is left unused, kernels are measured anew, and it is replaced"
        )
      }
    }
    return KernelMeasurements(known: known) { forms in
      do {
        try remember(forms, at: path)
      } catch {
        warn("what --tune measured is not remembered: \(error)")
      }
    }
  }

  /// Writes `forms` and what another process has added meanwhile, wholly or not at all.
  private static func remember(_ forms: [String: String], at path: String) throws {
    var file = (try? KernelCacheFile(path: path)) ?? KernelCacheFile()
    file.add(forms)
    try FileSystem.makeFolder(PathText.folder(path))
    try AtomicFile.write(file.bytes, to: path)
  }
}
