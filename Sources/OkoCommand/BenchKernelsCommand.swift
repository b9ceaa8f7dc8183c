import ArgumentParser
import Oko
import OkoTensors

/// `oko bench kernels`: convolutions against the peak of a core.
struct BenchKernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Measure convolutions against the multiply-add peak of one core.",
    discussion: """
      One thread, batch 1; what counts is the work of the direct form, so Winograd's can exceed the peak. \
      Let nothing else run meanwhile.

      EXAMPLES:
        oko bench kernels
        OKO_ISA=avx2 oko bench kernels
      """)

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The time for each measurement.", valueName: "s"))
  var seconds = 0.1

  func validate() throws { try Check.range("--seconds", seconds, 0.001...60) }

  func run() throws {
    for line in KernelBenchmark.run(seconds: seconds).lines {
      try StandardOutput.write(line: line)
    }
  }
}
