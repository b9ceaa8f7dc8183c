import ArgumentParser

/// In which form results are printed.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON on standard output.")
  var json = false
}
