import ArgumentParser

/// The command `oko`.
@main
struct OkoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "oko", abstract: "Finds, segments, reads and generates pictures.")
}
