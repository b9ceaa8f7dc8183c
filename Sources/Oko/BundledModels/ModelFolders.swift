#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where bundled models lie: beside the executable as built, or under its prefix as installed.
///
/// Swift's own `Bundle.module` ends the process where the folder is not at the place of the build; this
/// looks wherever the executable really is, through links, and finds nothing where there is nothing.
package enum ModelFolders {
  /// The folders to look in, best first: `OKO_MODELS`, the installed place, the places of a build.
  package static func candidates(executables: [String], override: String?) -> [String] {
    let named = override.map { $0.isEmpty ? [] : [$0] } ?? []
    return named + executables.flatMap(around)
  }

  private static func around(_ executable: String) -> [String] {
    var folders: [String] = []
    var folder = PathText.folder(executable)
    folders.append(PathText.normalized(folder + "/../share/oko/models"))
    // Tests of macOS lie three folders deep in a bundle beside the resources.
    for _ in 0..<5 {
      folders.append(folder + "/oko_Oko.resources/Models")
      folders.append(folder + "/oko_Oko.bundle/Models")
      folders.append(folder + "/oko_Oko.bundle/Contents/Resources/Models")
      guard folder != "/" else { break }
      folder = PathText.folder(folder)
    }
    return folders
  }

  /// The folders that are there.
  static let existing: [String] = {
    let override = getenv("OKO_MODELS").map { String(cString: $0) }
    let folders = candidates(executables: executables(), override: override)
    var seen: Set<String> = []
    return folders.filter { seen.insert($0).inserted && FileSystem.isFolder($0) }
  }()

  /// The real path of what is running, and where that is someone else's program, of what holds this code.
  private static func executables() -> [String] {
    #if canImport(Darwin)
      var information = Dl_info()
      var paths: [String] = []
      var length = UInt32(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      if _NSGetExecutablePath(&buffer, &length) == 0 {
        paths.append(
          String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
      }
      if dladdr(#dsohandle, &information) != 0, let name = information.dli_fname {
        paths.append(String(cString: name))
      }
      return paths.compactMap(FileSystem.realPath)
    #else
      return [FileSystem.realPath("/proc/self/exe")].compactMap(\.self)
    #endif
  }
}
