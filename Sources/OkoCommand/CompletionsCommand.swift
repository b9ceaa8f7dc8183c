import ArgumentParser

/// `oko completions`: the script that teaches a shell to complete `oko`.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print the completion script of a shell.",
    discussion: """
      EXAMPLES:
        oko completions bash > ~/.local/share/bash-completion/completions/oko
        oko completions zsh > ~/.zfunc/_oko      # with fpath+=(~/.zfunc) before compinit
        oko completions fish > ~/.config/fish/completions/oko.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  func run() throws {
    let shell: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    try StandardOutput.write(line: OkoCommand.completionScript(for: shell))
  }
}
