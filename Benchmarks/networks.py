"""The networks of `oko bench predict` that others have as well, in PyTorch's layers and with random weights.

They follow the papers' tables as the Swift ones do; `make` checks the number of weights.
"""

import itertools

import torch
from torch import nn
from torch.nn import functional


def block(inputs, outputs, kernel=3, stride=1, padding=None, groups=1, activation=nn.ReLU):
    """Convolution, batch normalisation, activation."""
    padding = kernel // 2 if padding is None else padding
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3),
    ]
    return nn.Sequential(*layers, *([activation(inplace=True)] if activation else []))


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = block(inputs, outputs, stride=stride)
        self.second = block(outputs, outputs, activation=None)
        self.shortcut = block(inputs, outputs, 1, stride, activation=None) if stride > 1 else None

    def forward(self, x):
        shortcut = x if self.shortcut is None else self.shortcut(x)
        return functional.relu(self.second(self.first(x)) + shortcut)


def resnet18(class_count=1000):
    """He et al. 2016, table 1."""
    layers = [block(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)]
    for before, width in [(64, 64), (64, 128), (128, 256), (256, 512)]:
        layers += [ResidualBlock(before, width, 1 if width == 64 else 2)]
        layers += [ResidualBlock(width, width, 1)]
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, class_count)
    )


class Gate(nn.Module):
    """Squeeze and excitation with a hard sigmoid."""

    def __init__(self, channels, width):
        super().__init__()
        self.narrowing = nn.Conv2d(channels, width, 1)
        self.widening = nn.Conv2d(width, channels, 1)

    def forward(self, x):
        means = functional.adaptive_avg_pool2d(x, 1)
        return x * functional.hardsigmoid(self.widening(functional.relu(self.narrowing(means))))


class InvertedResidual(nn.Module):
    def __init__(self, inputs, kernel, expanded, outputs, gate, activation, stride):
        super().__init__()
        layers = [block(inputs, expanded, 1, activation=activation)] if expanded != inputs else []
        layers.append(
            block(expanded, expanded, kernel, stride, groups=expanded, activation=activation)
        )
        layers += [Gate(expanded, gate)] if gate else []
        self.body = nn.Sequential(*layers, block(expanded, outputs, 1, activation=None))
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.body(x) if self.is_residual else self.body(x)


def mobilenet_v3_large(class_count=1000):
    """Howard et al. 2019, table 1: kernel, expanded, outputs, width of the gate, activation, stride."""
    soft, hard = nn.ReLU, nn.Hardswish
    rows = [
        (3, 16, 16, 0, soft, 1),
        (3, 64, 24, 0, soft, 2),
        (3, 72, 24, 0, soft, 1),
        (5, 72, 40, 24, soft, 2),
        (5, 120, 40, 32, soft, 1),
        (5, 120, 40, 32, soft, 1),
        (3, 240, 80, 0, hard, 2),
        (3, 200, 80, 0, hard, 1),
        (3, 184, 80, 0, hard, 1),
        (3, 184, 80, 0, hard, 1),
        (3, 480, 112, 120, hard, 1),
        (3, 672, 112, 168, hard, 1),
        (5, 672, 160, 168, hard, 2),
        (5, 960, 160, 240, hard, 1),
        (5, 960, 160, 240, hard, 1),
    ]
    inputs = [16] + [row[2] for row in rows]
    return nn.Sequential(
        block(3, 16, stride=2, activation=hard),
        *(InvertedResidual(before, *row) for before, row in zip(inputs, rows)),
        block(160, 960, 1, activation=hard),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(960, 1280),
        nn.Hardswish(inplace=True),
        nn.Linear(1280, class_count),
    )


class UNet(nn.Module):
    """Ronneberger et al. 2015 with normalisation and padding, 32 to 512 channels."""

    def __init__(self, class_count=21):
        super().__init__()
        widths = [32, 64, 128, 256, 512]

        def pair(inputs, outputs):
            return nn.Sequential(block(inputs, outputs), block(outputs, outputs))

        self.encoder = nn.ModuleList(map(pair, [3] + widths, widths))
        self.enlargements = nn.ModuleList(
            nn.ConvTranspose2d(below, width, 2, 2) for width, below in itertools.pairwise(widths)
        )
        self.decoder = nn.ModuleList(pair(2 * width, width) for width in widths[:-1])
        self.output = nn.Conv2d(widths[0], class_count, 1)

    def forward(self, x):
        skips = [self.encoder[0](x)]
        for stage in self.encoder[1:]:
            skips.append(stage(functional.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for scale in reversed(range(len(self.decoder))):
            x = self.decoder[scale](torch.cat([skips[scale], self.enlargements[scale](x)], 1))
        return self.output(x)


def dcgan_generator(width=64):
    """Radford et al. 2015: 100 numbers to 64 by 64 pixels."""
    widths = [8 * width, 4 * width, 2 * width, width]

    def enlarged(inputs, outputs, stride, padding):
        return nn.Sequential(
            nn.ConvTranspose2d(inputs, outputs, 4, stride, padding, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    return nn.Sequential(
        nn.Unflatten(1, (100, 1, 1)),
        enlarged(100, widths[0], 1, 0),
        *(enlarged(before, after, 2, 1) for before, after in itertools.pairwise(widths)),
        nn.ConvTranspose2d(width, 3, 4, 2, 1),
        nn.Tanh(),
    )


def dcgan_discriminator(width=64):
    """The generator's opponent: a score for each picture."""
    layers = [nn.Conv2d(3, width, 4, 2, 1), nn.LeakyReLU(0.2, inplace=True)]
    for inputs in [width, 2 * width, 4 * width]:
        layers += [
            nn.Conv2d(inputs, 2 * inputs, 4, 2, 1, bias=False),
            nn.BatchNorm2d(2 * inputs),
            nn.LeakyReLU(0.2, inplace=True),
        ]
    return nn.Sequential(*layers, nn.Conv2d(8 * width, 1, 4), nn.Flatten(0))


class Reader(nn.Module):
    """Shi, Bai and Yao 2015: seven convolutions, two bidirectional LSTM."""

    def __init__(self, class_count=37):
        super().__init__()

        def plain(inputs, outputs):
            return nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True)
            )

        def halved_in_height():
            return nn.MaxPool2d((2, 2), (2, 1), (0, 1))

        self.features = nn.Sequential(
            plain(1, 64),
            nn.MaxPool2d(2),
            plain(64, 128),
            nn.MaxPool2d(2),
            block(128, 256),
            plain(256, 256),
            halved_in_height(),
            block(256, 512),
            plain(512, 512),
            halved_in_height(),
            block(512, 512, 2, padding=0),
        )
        self.recurrence = nn.LSTM(512, 256, 2, bidirectional=True)
        self.output = nn.Linear(512, class_count)

    def forward(self, x):
        steps, _ = self.recurrence(self.features(x).squeeze(2).permute(2, 0, 1))
        return self.output(steps)


def fused(model):
    """The same network for inference, its normalisations folded into the convolutions."""
    for name, child in model.named_children():
        setattr(model, name, fused(child))
    if isinstance(model, nn.Sequential) and len(model) > 1:
        convolution, normalization = model[0], model[1]
        if isinstance(normalization, nn.BatchNorm2d):
            is_transposed = isinstance(convolution, nn.ConvTranspose2d)
            folded = nn.utils.fuse_conv_bn_eval(convolution, normalization, is_transposed)
            return nn.Sequential(folded, *list(model)[2:])
    return model


def _yolo():
    from yolo import YOLOv8Nano

    return YOLOv8Nano()


# Maker and number of weights.
NETWORKS = {
    "yolov8n-640": (_yolo, 3_157_184),
    "yolov8n-320": (_yolo, 3_157_184),
    "resnet18-224": (resnet18, 11_689_512),
    "mbv3l-224": (mobilenet_v3_large, 5_483_032),
    "unet-512": (UNet, 7_763_701),
    "unet-256": (UNet, 7_763_701),
    "dcganG-64": (dcgan_generator, 3_576_707),
    "crnn-32x128": (Reader, 8_722_981),
}


def make(name):
    """The network called `name` with the same random weights every time."""
    maker, count = NETWORKS[name]
    torch.manual_seed(0)
    network = maker()
    found = sum(parameter.numel() for parameter in network.parameters())
    if found != count:
        raise ValueError(f"{name} has {found} weights instead of {count}")
    return network
