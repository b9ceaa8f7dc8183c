import ArgumentParser
import Oko

/// Whether kernels are measured before they are chosen.
struct TuningOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Measure once on this machine which kernel is the fastest for each layer, and remember it.",
      discussion: """
        The first run at a size of pictures takes some seconds more, later ones none: what was measured is in \
        oko/kernels.json of the cache folder (XDG_CACHE_HOME, or ~/.cache; ~/Library/Caches on macOS), which may be \
        deleted at any time. Kernels differ in the last bits of what they compute: with one such file answers stay \
        the same every time, on another machine or after measuring anew they may differ that much.
        """))
  var tune = false

  /// How kernels are chosen.
  var kernels: KernelChoice { tune ? .measured(measurements) : .estimated }

  /// What the cache remembers.
  var measurements: KernelMeasurements {
    KernelCache.measurements { StandardError.warn($0) }
  }
}
