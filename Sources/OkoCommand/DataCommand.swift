import ArgumentParser

/// `oko data`: the commands around folders of labelled pictures.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Check labelled pictures, or draw some.",
    subcommands: [DataCheckCommand.self, DataSynthCommand.self])
}
