// `import Oko` is all that users need: pictures, JSON, threads and training come with it.
@_exported public import OkoImaging
@_exported public import OkoJSON
@_exported public import OkoTensors
@_exported public import OkoTraining

/// The version of the toolkit, as `oko --version` prints it.
public let okoVersion = "0.1.0"
