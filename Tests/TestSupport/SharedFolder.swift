import Foundation

/// The folder of real pictures and hostile files beside a checkout, which tests use where it exists.
///
/// Looked for in the environment variable `OKO_SHARED`, then at `../shared` beside the package.
public enum SharedFolder {
  /// The path of `relative` inside the folder, or nil where it is absent (the test then skips).
  public static func path(_ relative: String) -> String? {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let root =
      ProcessInfo.processInfo.environment["OKO_SHARED"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
    let path = root + "/" + relative
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
