import ArgumentParser
import Oko

/// Prints what was found, a picture a line, and counts what failed.
struct ResultPrinter {
  /// What there is to say of one picture.
  struct Line {
    /// What comes after its path: a text of several lines begins with a line break.
    var text: String
    var json: () -> JSONValue
    var warnings: [String]
    /// Of decoding, the network, and what follows, where anything does.
    var milliseconds: [Double]
  }

  /// What the pictures in the output folder are.
  let verb: String
  let isJSON: Bool
  let output: String?
  private var failures: Int
  private var done = 0
  private var sums: [Double] = []

  init(verb: String, isJSON: Bool, output: String?, failures: Int) {
    (self.verb, self.isJSON, self.output) = (verb, isJSON, output)
    self.failures = failures
  }

  /// Prints one finding: a result on standard output, a failure on standard error.
  mutating func show<Found>(
    _ finding: PictureFinding<Found>, _ line: (Found) -> Line
  ) throws {
    switch finding.outcome {
    case .failure(let error):
      failures += 1
      StandardError.write(line: "oko: error: \(error)")
    case .success(let found):
      let line = line(found)
      done += 1
      if sums.isEmpty { sums = line.milliseconds.map { _ in 0 } }
      for (index, time) in line.milliseconds.enumerated() { sums[index] += time }
      let path = finding.picture.path
      for warning in line.warnings.prefix(3) { StandardError.warn("\(path): \(warning)") }
      try StandardOutput.write(
        line: isJSON
          ? line.json().serialized()
          : "\(path):" + (line.text.hasPrefix("\n") ? "" : " ") + line.text)
    }
  }

  /// Prints the sums on standard error; throws the exit code where something failed.
  func finish() throws {
    guard done > 0 else { throw ExitCode.failure }
    let means = zip(["decode", "network", "post"], sums).map { name, sum in
      "\(name) \((sum / Double(done) * 10).rounded() / 10)"
    }
    let place = output.map { "; \(verb) in \($0)" } ?? ""
    let failed = failures > 0 ? ", \(failures) failed" : ""
    StandardError.write(
      line: "\(countText(done, "picture"))\(failed); ms each: "
        + means.joined(separator: ", ") + place)
    if failures > 0 { throw ExitCode.someInputsFailed }
  }
}
