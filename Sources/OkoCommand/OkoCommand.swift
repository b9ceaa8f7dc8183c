import ArgumentParser
import Oko

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The command `oko`: parses, calls the library, prints, and turns errors into exit codes.
///
/// 0 is done, 1 a failure at run time, 2 some inputs failed while the others are done, 64 wrong usage.
@main
struct OkoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oko",
    abstract:
      "Finds objects in pictures, labels their pixels, says what they show, and learns to from your own.",
    discussion: """
      Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, \
      2 some inputs failed and the others are done, 64 wrong usage.

      EXAMPLES:
        oko detect photo.jpg --output found
        oko segment tissue.png --output labelled
        oko classify hand.jpg
        oko data check bccd
        oko train detect --data bccd --time 30m
        oko evaluate detect --data bccd --model runs/detect/bccd/best.safetensors
      """,
    version: "oko \(okoVersion)",
    subcommands: [
      DetectCommand.self, SegmentCommand.self, ClassifyCommand.self, ReadCommand.self,
      GenerateCommand.self, TrainCommand.self, EvaluateCommand.self, CalibrateCommand.self,
      QuantizeCommand.self,
      DataCommand.self, ModelsCommand.self, BenchCommand.self, CompletionsCommand.self,
    ])

  // What the parser puts before the message of an error.
  static var _errorPrefix: String { "oko: error: " }

  static func main() {
    // Whoever closes our standard output early (`oko … | head`) ends us quietly, whatever a parent had set.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      exit(withError: report(error))
    }
  }

  /// Prints what an error says, or the help that was asked for, and gives the exit code.
  private static func report(_ error: any Error) -> ExitCode {
    let code = error is UsageFailure ? .validationFailure : exitCode(for: error)
    let text = fullMessage(for: error)
    guard code == .success else {
      if !text.isEmpty { StandardError.write(line: text) }
      return code
    }
    do {
      try StandardOutput.write(line: text)
      return .success
    } catch {
      return report(error)
    }
  }
}
