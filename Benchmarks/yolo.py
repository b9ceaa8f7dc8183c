"""YOLOv8n (Jocher et al. 2023) in PyTorch's layers, down to boxes in pixels as its export gives them."""

import functools

import torch
from torch import nn
from torch.nn import functional

from networks import block as any_block

CLASS_COUNT, BINS, STRIDES = 80, 16, (8, 16, 32)
block = functools.partial(any_block, activation=nn.SiLU)


class Bottleneck(nn.Module):
    def __init__(self, width, is_residual):
        super().__init__()
        self.first, self.second = block(width, width), block(width, width)
        self.is_residual = is_residual

    def forward(self, x):
        y = self.second(self.first(x))
        return x + y if self.is_residual else y


class CrossStage(nn.Module):
    """Half of the channels pass bottlenecks, each of whose results counts."""

    def __init__(self, inputs, outputs, depth, is_residual):
        super().__init__()
        half = outputs // 2
        self.split = block(inputs, outputs, 1)
        self.bottlenecks = nn.ModuleList(Bottleneck(half, is_residual) for _ in range(depth))
        self.joined = block((2 + depth) * half, outputs, 1)

    def forward(self, x):
        parts = list(self.split(x).chunk(2, 1))
        for bottleneck in self.bottlenecks:
            parts.append(bottleneck(parts[-1]))
        return self.joined(torch.cat(parts, 1))


class PyramidPooling(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.narrowed = block(channels, channels // 2, 1)
        self.joined = block(2 * channels, channels, 1)

    def forward(self, x):
        parts = [self.narrowed(x)]
        for _ in range(3):
            parts.append(functional.max_pool2d(parts[-1], 5, 1, 2))
        return self.joined(torch.cat(parts, 1))


class Head(nn.Module):
    """The boxes and the classes of one level, in two branches."""

    def __init__(self, inputs):
        super().__init__()
        self.box = nn.Sequential(block(inputs, 64), block(64, 64), nn.Conv2d(64, 4 * BINS, 1))
        self.classes = nn.Sequential(
            block(inputs, 80), block(80, 80), nn.Conv2d(80, CLASS_COUNT, 1)
        )

    def forward(self, x):
        return torch.cat([self.box(x), self.classes(x)], 1).flatten(2)


class YOLOv8Nano(nn.Module):
    def __init__(self):
        super().__init__()

        def halved(inputs, outputs):
            return block(inputs, outputs, stride=2)

        self.to_eighth = nn.Sequential(
            halved(3, 16),
            halved(16, 32),
            CrossStage(32, 32, 1, True),
            halved(32, 64),
            CrossStage(64, 64, 2, True),
        )
        self.to_sixteenth = nn.Sequential(halved(64, 128), CrossStage(128, 128, 2, True))
        self.to_last = nn.Sequential(
            halved(128, 256), CrossStage(256, 256, 1, True), PyramidPooling(256)
        )
        self.up_sixteenth = CrossStage(256 + 128, 128, 1, False)
        self.up_eighth = CrossStage(128 + 64, 64, 1, False)
        self.down_sixteenth, self.sixteenth = halved(64, 64), CrossStage(64 + 128, 128, 1, False)
        self.down_last, self.last = halved(128, 128), CrossStage(128 + 256, 256, 1, False)
        self.heads = nn.ModuleList(Head(channels) for channels in (64, 128, 256))

    def forward(self, x):
        height, width = x.shape[2:]
        eighth = self.to_eighth(x)
        sixteenth = self.to_sixteenth(eighth)
        last = self.to_last(sixteenth)
        upper = self.up_sixteenth(torch.cat([_doubled(last), sixteenth], 1))
        eighth = self.up_eighth(torch.cat([_doubled(upper), eighth], 1))
        sixteenth = self.sixteenth(torch.cat([self.down_sixteenth(eighth), upper], 1))
        last = self.last(torch.cat([self.down_last(sixteenth), last], 1))
        levels = zip(self.heads, (eighth, sixteenth, last))
        logits = torch.cat([head(level) for head, level in levels], 2)
        return _decoded(logits, height, width)


def _doubled(x):
    return functional.interpolate(x, scale_factor=2.0, mode="nearest")


def _decoded(logits, height, width):
    """Logits `[N, 4 · 16 + 80, A]` to middles, extents and probabilities `[N, 84, A]`."""
    boxes, classes = logits.split([4 * BINS, CLASS_COUNT], 1)
    shares = boxes.unflatten(1, (4, BINS)).softmax(2)
    distances = (shares * torch.arange(float(BINS)).view(1, 1, BINS, 1)).sum(2)
    anchors, strides = _anchors(height, width)
    low, high = anchors - distances[:, :2], anchors + distances[:, 2:]
    return torch.cat([(low + high) / 2 * strides, (high - low) * strides, classes.sigmoid()], 1)


def _anchors(height, width):
    """The middles of all cells `[2, A]` in strides, and the strides `[1, A]` in pixels."""
    places, strides = [], []
    for stride in STRIDES:
        y = torch.arange(height // stride) + 0.5
        x = torch.arange(width // stride) + 0.5
        rows, columns = torch.meshgrid(y, x, indexing="ij")
        places.append(torch.stack([columns.flatten(), rows.flatten()]))
        strides.append(torch.full((1, places[-1].shape[1]), float(stride)))
    return torch.cat(places, 1), torch.cat(strides, 1)
