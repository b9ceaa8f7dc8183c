public import OkoJSON

/// A model that comes with Oko: one safetensors file, found by its name from any working folder.
///
///     for model in BundledModel.all { print(model.name, model.metadata["licence"] ?? "") }
public struct BundledModel: Hashable, Sendable {
  /// What `--model` calls it: the name of its file without the extension.
  public let name: String
  /// Where it is.
  public let path: String
  /// What the file says about itself: task, classes, data, licence, scores and how it was trained.
  public let metadata: [String: String]
  /// The size of the file.
  public let bytes: Int
  /// The number of weights, running averages included.
  public let weights: Int

  /// All that are there, by name; a damaged file is left out.
  public static var all: [BundledModel] {
    var models: [String: BundledModel] = [:]
    for folder in ModelFolders.existing {
      for name in FileSystem.names(in: folder) where PathText.fileExtension(name) == "safetensors" {
        guard models[PathText.stem(name)] == nil else { continue }
        models[PathText.stem(name)] = BundledModel(path: folder + "/" + name)
      }
    }
    return models.values.sorted { $0.name < $1.name }
  }

  /// The file of the model called `nameOrPath`: a bundled one's name, or the path of any model.
  ///
  /// - Throws: ``ModelError`` that names the bundled models, and the one probably meant.
  public static func path(of nameOrPath: String) throws(ModelError) -> String {
    if nameOrPath.contains("/") || PathText.fileExtension(nameOrPath) == "safetensors" {
      guard FileSystem.isFile(nameOrPath) else {
        throw ModelError("no such file", model: nameOrPath)
      }
      return nameOrPath
    }
    for folder in ModelFolders.existing {
      let path = "\(folder)/\(nameOrPath).safetensors"
      if FileSystem.isFile(path) { return path }
    }
    // What it is, if no model, is told where it is read.
    if FileSystem.isFile(nameOrPath) { return nameOrPath }
    throw unknown(nameOrPath)
  }

  private static func unknown(_ name: String) -> ModelError {
    let names = all.map(\.name)
    guard !names.isEmpty else {
      return ModelError(
        "no bundled model is here; give the path of a .safetensors file, or set OKO_MODELS to the "
          + "folder that holds the bundled ones", model: name)
    }
    let hint = NearestName.hint(for: name, among: names)
    return ModelError(
      "no bundled model of this name\(hint); there are \(names.joined(separator: ", "))",
      model: name)
  }

  init?(path: String) {
    guard let header = ModelHeader(path: path) else { return nil }
    name = PathText.stem(path)
    self.path = path
    metadata = header.metadata
    bytes = header.fileSize
    weights = header.weights
  }

  /// What the metadata says that users ask for, in the order to show it: `("licence", "CC BY 4.0")`.
  public var facts: [(label: String, text: String)] {
    let classes = metadata["class_names"].map { text in
      let names = (try? JSONValue(parsing: Array(text.utf8)))?.array?.compactMap(\.string)
      return names?.joined(separator: ", ") ?? text
    }
    let facts = [
      ("task", metadata["task"]), ("classes", classes),
      ("input", metadata["image_size"].map { "\($0) pixels" }), ("data", metadata["data"]),
      ("licence", metadata["licence"]), ("scores", metadata["scores"]),
      ("temperature", metadata[ModelDescription.temperatureKey]),
      ("bias", metadata[ModelDescription.biasKey]),
      ("command", metadata["command"] ?? TrainingCommandLine.text(in: metadata)),
    ]
    return facts.compactMap { label, text in text.map { (label, $0) } }
  }

  /// The model as `oko models --json` prints it.
  public var json: JSONValue {
    let members = metadata.sorted { $0.key < $1.key }.map { key, value in
      JSONObject.Member(key: key, value: .string(value))
    }
    return [
      "name": .string(name), "path": .string(path), "bytes": .integer(bytes),
      "weights": .integer(weights), "metadata": .object(JSONObject(members)),
    ]
  }
}

/// Why a model cannot be found.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do next.
  public let message: String
  /// The name or path as it was given.
  public let model: String

  /// Makes an error about `model`.
  public init(_ message: String, model: String) {
    self.message = message
    self.model = model
  }

  /// The model, then the message.
  public var description: String { "\(model): \(message)" }
}
