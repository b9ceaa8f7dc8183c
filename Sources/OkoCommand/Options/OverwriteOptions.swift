import ArgumentParser

/// Whether the model a command writes may replace another one.
struct OverwriteOptions: ParsableArguments {
  @Flag(help: "Replace the model that is there; no other file is ever replaced.")
  var overwrite = false
}
