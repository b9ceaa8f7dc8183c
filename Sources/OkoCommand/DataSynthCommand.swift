import ArgumentParser

/// `oko data synth`: draws labelled pictures.
struct DataSynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract: "Draw labelled pictures: things, lines of text, pages.",
    discussion: """
      The same arguments draw the same pictures, on any machine. What follows the name of a thing (cells, nuclei, \
      shapes, street) is described by `oko data synth things --help`.

      EXAMPLES:
        oko data synth cells --count 200 --output smears
        oko data synth street --count 50 --size 960x540 --seed 7 --output streets
        oko data synth text --count 5000 --fonts /usr/share/fonts --output lines
        oko data synth page --count 500 --lines lines --output pages
      """,
    subcommands: [
      DataSynthThingsCommand.self, DataSynthTextCommand.self, DataSynthPageCommand.self,
    ],
    defaultSubcommand: DataSynthThingsCommand.self)
}
