import ArgumentParser

/// `oko data`: the commands around folders of labelled pictures.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Check or convert labelled pictures, or draw some.",
    subcommands: [DataCheckCommand.self, DataConvertCommand.self, DataSynthCommand.self])
}
