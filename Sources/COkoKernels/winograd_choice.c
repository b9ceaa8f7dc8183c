// Which of Winograd's forms a shape goes by, if any, and the shape of a data gradient, which goes by them, too.

#include "winograd_tiles.h"

/// Two multiply-adds of sixteen floats a cycle.
#define OKO_CYCLES_PER_PRODUCT (1.0 / 32)
/// Fetching a weight takes the time of so many products: those of the other layers have driven it out of the near caches.
#define OKO_PRODUCTS_PER_FETCH 10

/// The cycles in which so many words of weights are fetched and multiply `rows` rows.
static double weighted(double weights, double rows) {
  return weights * (rows + OKO_PRODUCTS_PER_FETCH) * OKO_CYCLES_PER_PRODUCT;
}

/// A form's tile, and the cycles of its transforms of a vector of channels, with the traffic through the caches.
typedef struct {
  int64_t tile;
  double input, output;
} form_cost;

/// The cycles that a shape takes by tiles, roughly: the products, which wait for the weights where there are few tiles,
/// and the transforms.
static double cycles_of(const oko_conv_shape *s, const form_cost *form) {
  double tiles = (double)oko_plane_tiles(s), inputs = (double)(oko_in_planes(s) * s->in_channels);
  double products = (double)oko_points(s) * inputs * (double)s->out_channels;
  double vectors = inputs * form->input + (double)s->out_channels * form->output;
  return (double)oko_out_planes(s) * (weighted(products, tiles) + tiles * vectors / 16);
}

/// Fewer channels than a vector holds leave most of it empty.
static int suits_tiles(const oko_conv_shape *s) {
  return oko_has_winograd_form(s) && s->in_channels >= 16 && s->out_channels >= 16;
}

int oko_winograd_has_tiles(const oko_conv_shape *s) {
  int64_t tile = s->winograd_tile;
  return suits_tiles(s) && (tile == 4 || tile == 2 || (tile == 1 && oko_is_halving(s)));
}

/// What a form must save of the cycles of one with a smaller filter: transformed for F(4×4, 3×3), a filter takes four times
/// the memory of the direct form, and the costs above are rough.
#define OKO_LEAST_GAIN 0.1

int64_t oko_winograd_choice(const oko_conv_shape *s) {
  static const form_cost of_three[] = {{2, 40, 30}, {4, 110, 90}};
  static const form_cost of_four[] = {{1, 12, 12}, {2, 25, 20}, {4, 75, 60}};
  if (!suits_tiles(s)) return 0;
  int is_halving = oko_is_halving(s);
  int64_t pixels = s->batch * s->out_height * s->out_width / oko_out_planes(s);
  double weights = (double)(oko_taps(s) * s->in_channels * s->out_channels);
  double least = weighted(weights, (double)pixels / 0.85);
  int64_t choice = 0, size = oko_taps(s);
  const form_cost *forms = is_halving ? of_four : of_three;
  for (int i = 0; i < (is_halving ? 3 : 2); ++i) {
    oko_conv_shape tiled = *s;
    tiled.winograd_tile = forms[i].tile;
    int64_t points = oko_points(&tiled) * oko_in_planes(s) * oko_out_planes(s);
    double cycles = cycles_of(&tiled, &forms[i]);
    if (cycles >= (points > size ? 1 - OKO_LEAST_GAIN : 1) * least) continue;
    least = cycles;
    choice = forms[i].tile;
    size = points;
  }
  return choice;
}

/// A form for tensors of bf16, and the cycles of its transforms: of a tile, and of a vector of its channels in and out.
typedef struct {
  int64_t tile, in_bf16;
  double fixed, input, output;
} bf16_form;

/// Of tensors of bf16, products of bf16 by tiles of 2×2 are fastest nearly everywhere: 4/9 of the multiplications at twice
/// the pace of floats, from 8/9 of the bytes that floats take in the direct form. Microseconds on one thread of Zen 5, with
/// weights that 80 MB of others have driven out of the near caches, of the direct form in bf16, tiles of 2×2 in bf16 and
/// tiles of 4×4 in floats:
///
///     64 → 64 of 56²     462  292  302      32 → 32 of 80²      247  217  198
///     128 → 128 of 28²   464  245  286      32 → 32 of 40²       64   54   51
///     256 → 256 of 14²   456  228  428      16 → 16 of 80²       77  118   88
///     512 → 512 of 7²    515  303  810      512 → 512 of 4²     213  153  730
///
/// Where the weights stay in the second-level cache, 256 → 256 of 14² takes 441, 220 and 315.
///
/// Against exact sums, the relative error (root of the mean of squares) is 1.6e-3 of the direct form, 3.4e-3 of tiles of
/// 2×2, where both transformed operands are rounded, and 2e-6 of tiles in floats; rounding the result to bf16 adds 1.7e-3.
///
/// A word of two weights is fetched and multiplied as one float is. Whole networks mind the size of weights more than
/// layers by themselves, which is what fetching costs here.
void oko_winograd_choose_for_bf16(oko_conv_shape *s) {
  static const bf16_form forms[] = {{2, 1, 120, 40, 50}, {4, 0, 320, 110, 100}};
  s->winograd_tile = 0;
  s->winograd_in_bf16 = 0;
  if (!suits_tiles(s) || oko_is_halving(s)) return;
  const double pairs = (double)oko_divide_up(s->in_channels, 2) * (double)s->out_channels;
  const double pixels = (double)(s->batch * s->out_height * s->out_width), pace = 0.9;
  double least = weighted((double)oko_taps(s) * pairs, pixels / pace);
  oko_conv_shape choice = *s;
  for (int i = 0; i < 2; ++i) {
    oko_conv_shape tiled = *s;
    tiled.winograd_tile = forms[i].tile;
    tiled.winograd_in_bf16 = forms[i].in_bf16;
    double tiles = (double)oko_plane_tiles(&tiled);
    double words = (double)oko_points(&tiled) * pairs * (forms[i].in_bf16 ? 1 : 2);
    double vectors =
      (double)s->in_channels * forms[i].input + (double)s->out_channels * forms[i].output;
    double cycles = weighted(words, tiles / pace) + tiles * (forms[i].fixed + vectors / 16);
    if (cycles >= least) continue;
    least = cycles;
    choice = tiled;
  }
  *s = choice;
}

oko_conv_shape oko_conv_gradient_shape(const oko_conv_shape *s) {
  oko_conv_shape gradient = *s;
  gradient.height = s->out_height;
  gradient.width = s->out_width;
  gradient.in_channels = s->out_channels;
  gradient.out_height = s->height;
  gradient.out_width = s->width;
  gradient.out_channels = s->in_channels;
  gradient.is_transposed = s->stride_y > 1;
  if (!gradient.is_transposed) {
    gradient.padding_top = (s->kernel_height - 1) * s->dilation_y - s->padding_top;
    gradient.padding_left = (s->kernel_width - 1) * s->dilation_x - s->padding_left;
  }
  gradient.x_pixel_stride = s->y_pixel_stride;
  gradient.y_pixel_stride = s->x_pixel_stride;
  return gradient;
}
