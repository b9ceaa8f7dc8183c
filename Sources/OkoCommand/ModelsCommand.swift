import ArgumentParser
import Oko

/// `oko models`: the models that come with Oko, and how to make one's own ready to pass on.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the bundled models, or pack one of your own.",
    subcommands: [ModelsListCommand.self, ModelsPackCommand.self],
    defaultSubcommand: ModelsListCommand.self)
}

/// `oko models list`: the models that come with Oko.
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the bundled models with their data, licence and scores.",
    discussion: """
      A model is called by its name (--model street), or is the path of a .safetensors file that \
      `oko train` wrote. OKO_MODELS names a further folder to look in first.

      EXAMPLES:
        oko models
        oko models --json | jq -r '.models[].name'
      """)

  @OptionGroup var output: OutputOptions

  func run() throws {
    let models = BundledModel.all
    if output.json {
      let list: JSONValue = ["schema_version": 1, "models": .array(models.map(\.json))]
      return try StandardOutput.write(line: list.serialized(indented: true))
    }
    if models.isEmpty {
      StandardError.warn("no bundled model is here; OKO_MODELS can name a folder")
    }
    for model in models {
      try StandardOutput.write(line: "\(model.name): \(model.sizeText)")
      for fact in model.facts {
        let label = fact.label.padding(to: 14)
        try StandardOutput.write(line: "  \(label)\(fact.text)")
      }
    }
  }
}

extension BundledModel {
  /// The numbers of weights and bytes as people read them.
  fileprivate var sizeText: String {
    func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return "\(tenths(Double(weights) / 1e6)) M weights, \(tenths(Double(bytes) / 1e6)) MB"
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 1))
  }
}
