import ArgumentParser
import Oko

/// Whether kernels are measured before they are chosen.
struct TuningOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Measure once on this machine which kernel is the fastest for each layer, and remember it.",
      discussion: """
        The first run at a size of pictures, or a width of lines to read, takes some seconds more, later ones none: \
        what was measured is in oko/kernels.json of the cache folder (XDG_CACHE_HOME, or ~/.cache; ~/Library/Caches on \
        macOS), which may be deleted at any time. Kernels differ in how they round, in f32 in the last bits, in bf16 in the third decimal: \
        with one such file answers stay the same every time, on another machine or after measuring anew they may \
        differ that much.
        """))
  var tune = false

  /// How kernels are chosen.
  var kernels: KernelChoice { tune ? .measured(measurements) : .estimated }

  /// What the cache remembers.
  var measurements: KernelMeasurements {
    KernelCache.measurements { StandardError.warn($0) }
  }
}
