import Foundation
import Oko
import OkoTensors
import Synchronization
import TestSupport
import Testing

@Suite struct KernelCacheTests {
  private let folder =
    FileManager.default.temporaryDirectory.path
    + "/oko-kernels-\(UUID().uuidString)"
  private var path: String { folder + "/deep/oko/kernels.json" }

  private struct Outcome: Equatable {
    var measured: Int
    var warnings: [String] = []
  }

  /// Compiles a network with the file's choices, and says how many convolutions were measured and what was warned of.
  private func run(at path: String?) -> Outcome {
    let warnings = Mutex<[String]>([])
    let measurements = KernelCache.measurements(at: path) { text in
      warnings.withLock { $0.append(text) }
    }
    let filter = Tensor(repeating: 0.1, shape: [3, 3, 16, 16])
    let network = CompiledNetwork(kernels: .measured(measurements)) {
      $0.convolved(with: filter, ConvolutionGeometry(padding: 1))
    }
    _ = network(Tensor(repeating: 1, shape: [1, 8, 8, 16]))
    return Outcome(measured: measurements.measuredCount, warnings: warnings.withLock { $0 })
  }

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/deep/oko", withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func whatWasMeasuredIsRemembered() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(run(at: path) == Outcome(measured: 1))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(#""schema_version":1"#) && text.contains("filter [3, 3, 16, 16]"))
    #expect(run(at: path) == Outcome(measured: 0))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/deep/oko").count == 1)
  }

  @Test func whatOthersHaveMeasuredStays() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(#"{"schema_version": 1, "kernels": {"another machine": "winograd-4"}}"#)
    #expect(run(at: path) == Outcome(measured: 1))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(#""another machine":"winograd-4""#))
    #expect(run(at: path) == Outcome(measured: 0))
  }

  @Test func ofTooManyTheNewOnesStay() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let others = (0..<20_000).map { "\"convolution \($0)\": \"direct\"" }
    try write(#"{"schema_version": 1, "kernels": {"# + others.joined(separator: ",") + "}}")
    #expect(run(at: path) == Outcome(measured: 1))
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("filter [3, 3, 16, 16]"))
    #expect(run(at: path) == Outcome(measured: 0))
  }

  @Test(arguments: [
    "", "{", "[]", "winograd", #"{"schema_version": 2, "kernels": {}}"#,
    #"{"schema_version": 1, "kernels": {"x": 4}}"#, #"{"schema_version": 1, "kernels": []}"#,
    String(repeating: "[", count: 100_000),
    "{\"schema_version\": 1, \"kernels\": {"
      + (0..<20_001).map { "\"\($0)\": \"direct\"" }.joined(separator: ",") + "}}",
    String(repeating: " ", count: 9 << 20),
  ])
  func aBrokenFileIsLeftUnusedAndReplaced(text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(text)
    let outcome = run(at: path)
    #expect(outcome.measured == 1 && outcome.warnings.count == 1)
    #expect(outcome.warnings.first?.hasPrefix(path + ": ") == true)
    #expect(run(at: path) == Outcome(measured: 0))
  }

  @Test func whereNothingCanBeWrittenEachRunMeasures() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // A file is where the folder should be.
    let inTheWay = folder + "/file"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: inTheWay))
    for path in [inTheWay + "/kernels.json", nil] {
      let outcome = run(at: path)
      #expect(outcome.measured == 1 && outcome.warnings.count == 1)
    }
  }
}
