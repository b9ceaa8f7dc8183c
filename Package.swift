// swift-tools-version: 6.2
import PackageDescription

// CI sets this; who builds with a later compiler is spared errors for what it newly warns of.
let isStrict = Context.environment["OKO_STRICT"] != nil

let swiftSettings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])
let cSettings: [CSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

let package = Package(
  name: "oko",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "oko", targets: ["OkoCommand"]),
    .library(name: "Oko", targets: ["Oko"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries and the C that only C can say.
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .target(name: "COkoCodecs", dependencies: ["CPNG", "CJPEG"], cSettings: cSettings),
    .target(name: "COkoKernels", cSettings: cSettings),

    // The line, from bytes to predictions.
    .target(
      name: "OkoImaging", dependencies: ["COkoCodecs", "COkoKernels"],
      swiftSettings: swiftSettings),
    .target(name: "OkoJSON", swiftSettings: swiftSettings),
    .target(name: "OkoTensors", dependencies: ["COkoKernels"], swiftSettings: swiftSettings),
    .target(
      name: "OkoNetworks", dependencies: ["COkoKernels", "OkoTensors", "OkoJSON"],
      swiftSettings: swiftSettings),
    .target(
      name: "OkoTraining", dependencies: ["OkoNetworks", "OkoTensors"],
      swiftSettings: swiftSettings),
    .target(
      name: "Oko",
      dependencies: ["OkoImaging", "OkoJSON", "OkoTensors", "OkoNetworks", "OkoTraining", "Yams"],
      resources: [.copy("Models")],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "OkoCommand",
      dependencies: [
        "Oko", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    // Tests mirror the sources; what several of them need lives in TestSupport.
    .target(
      name: "TestSupport", dependencies: ["Oko"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoImagingTests",
      dependencies: ["OkoImaging", "COkoKernels", "PictureProbe", "TestSupport"],
      swiftSettings: swiftSettings),
    // One decoding whose time and memory tests measure.
    .executableTarget(
      name: "PictureProbe", dependencies: ["OkoImaging"], path: "Tests/PictureProbe",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoJSONTests", dependencies: ["OkoJSON", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoTensorsTests", dependencies: ["OkoTensors", "COkoKernels", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoNetworksTests", dependencies: ["OkoNetworks", "OkoTensors", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoTrainingTests", dependencies: ["OkoTraining", "ToyTraining"],
      swiftSettings: swiftSettings),
    // A run that tests kill and resume.
    .executableTarget(
      name: "ToyTraining", dependencies: ["OkoTraining", "OkoTensors"], path: "Tests/ToyTraining",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoTests", dependencies: ["Oko", "TestSupport"], swiftSettings: swiftSettings),
    .testTarget(
      name: "OkoCommandTests",
      dependencies: ["OkoCommand", "Oko", "OkoNetworks", "TestSupport"],
      swiftSettings: swiftSettings),
  ]
)

// Fuzzing needs a sanitizer and libFuzzer at its side, so that only `Tests/Fuzzing/run` builds it.
if Context.environment["OKO_FUZZING"] != nil {
  package.targets.append(
    .executableTarget(
      name: "OkoFuzzing",
      dependencies: ["Oko", "OkoImaging", "OkoJSON", "OkoNetworks", "OkoTensors"],
      path: "Tests/Fuzzing", exclude: ["README.md", "run"], swiftSettings: swiftSettings))
}
