import ArgumentParser
import Oko

/// Prints what was found, a picture a line, and counts what failed.
struct DetectionPrinter {
  private let classNames: [String]
  private let isJSON: Bool
  private let output: String?
  private var failures: Int
  private var done = 0
  private var (decode, network, post) = (0.0, 0.0, 0.0)

  init(classNames: [String], isJSON: Bool, output: String?, failures: Int) {
    self.classNames = classNames
    self.isJSON = isJSON
    self.output = output
    self.failures = failures
  }

  /// Prints one finding: a result on standard output, a failure on standard error.
  mutating func show(_ finding: DetectionRun.Finding) throws {
    switch finding.outcome {
    case .failure(let error):
      failures += 1
      StandardError.write(line: "oko: error: \(error)")
    case .success(let result):
      done += 1
      decode += result.milliseconds.decode
      network += result.milliseconds.network
      post += result.milliseconds.post
      let path = finding.picture.path
      for warning in result.warnings.prefix(3) { StandardError.warn("\(path): \(warning)") }
      try StandardOutput.write(
        line: isJSON
          ? result.json(image: path, classNames: classNames).serialized()
          : "\(path): \(result.summary(classNames: classNames))")
    }
  }

  /// Prints the sums on standard error; throws the exit code where something failed.
  func finish() throws {
    guard done > 0 else { throw ExitCode.failure }
    func mean(_ sum: Double) -> String { "\((sum / Double(done) * 10).rounded() / 10)" }
    let times = "decode \(mean(decode)), network \(mean(network)), post \(mean(post))"
    let place = output.map { "; annotated in \($0)" } ?? ""
    let failed = failures > 0 ? ", \(failures) failed" : ""
    StandardError.write(
      line: "\(done) picture\(done == 1 ? "" : "s")\(failed); ms each: \(times)\(place)")
    if failures > 0 { throw ExitCode.someInputsFailed }
  }
}
