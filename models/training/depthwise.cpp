// What PyTorch is slow at on a CPU in bfloat16, for MobileNetV2's training: gradients of 3x3 depthwise convolutions, and batch
// normalisation together with ReLU6. All pictures are [n][height][width][channels], channels a multiple of 8. Built by cpu.py.
#include <cstdint>
#include <cstring>
#include <vector>

namespace {
// Rows that are summed before the sum leaves the registers.
constexpr long CHUNK = 16;

template <long N>
struct Vectors;

template <>
struct Vectors<8> {
    typedef float Lanes __attribute__((vector_size(32)));
    typedef uint32_t Bits __attribute__((vector_size(32)));
    typedef uint16_t Half __attribute__((vector_size(16)));
};

template <>
struct Vectors<16> {
    typedef float Lanes __attribute__((vector_size(64)));
    typedef uint32_t Bits __attribute__((vector_size(64)));
    typedef uint16_t Half __attribute__((vector_size(32)));
};

// N channels at a time.
template <long N>
struct Kernels {
    using Lanes = typename Vectors<N>::Lanes;
    using Bits = typename Vectors<N>::Bits;
    using Half = typename Vectors<N>::Half;

    static Lanes load(const uint16_t* from) {
        Half half;
        std::memcpy(&half, from, sizeof half);
        return (Lanes)(__builtin_convertvector(half, Bits) << 16);
    }

    static void store(uint16_t* to, Lanes values) {
        Bits bits = (Bits)values;
        Half half = __builtin_convertvector((bits + 0x7fff + ((bits >> 16) & 1)) >> 16, Half);
        std::memcpy(to, &half, sizeof half);
    }

    static Lanes load(const float* from) {
        Lanes values;
        std::memcpy(&values, from, sizeof values);
        return values;
    }

    static void add(float* to, Lanes values) {
        values += load(to);
        std::memcpy(to, &values, sizeof values);
    }

    // The gradient that ReLU6 lets through.
    static Lanes passed(Lanes gradient, Lanes before, bool relu6) {
        if (!relu6) return gradient;
        return (Lanes)((Bits)gradient & (Bits)(before > 0.0f) & (Bits)(before < 6.0f));
    }

    // Sums per channel over many rows: work(row, channel, first, second) adds to both.
    template <typename Work>
    static void sums(long rows, long channels, float* first, float* second, Work work) {
        std::memset(first, 0, channels * sizeof(float));
        std::memset(second, 0, channels * sizeof(float));
        #pragma omp parallel
        {
            std::vector<float> mine(2 * channels, 0.0f);
            #pragma omp for schedule(static)
            for (long start = 0; start < rows; start += CHUNK) {
                long end = start + CHUNK < rows ? start + CHUNK : rows;
                for (long c = 0; c < channels; c += N) {
                    // Two of each, as an addition waits for the one before it.
                    Lanes a[2] = {}, b[2] = {};
                    for (long row = start; row < end; row += 2) {
                        work(row, c, a[0], b[0]);
                        if (row + 1 < end) work(row + 1, c, a[1], b[1]);
                    }
                    add(&mine[c], a[0] + a[1]);
                    add(&mine[channels + c], b[0] + b[1]);
                }
            }
            #pragma omp critical
            for (long c = 0; c < channels; c++) first[c] += mine[c], second[c] += mine[channels + c];
        }
    }

    static void moments(const uint16_t* x, long rows, long channels, float* sum, float* squares) {
        sums(rows, channels, sum, squares, [=](long row, long c, Lanes& a, Lanes& b) {
            Lanes value = load(x + row * channels + c);
            a += value, b += value * value;
        });
    }

    static void normalise(const uint16_t* x, long rows, long channels, const float* scale, const float* shift, bool relu6, uint16_t* y) {
        #pragma omp parallel for schedule(static)
        for (long row = 0; row < rows; row++)
            for (long c = 0; c < channels; c += N) {
                Lanes value = load(x + row * channels + c) * load(scale + c) + load(shift + c);
                if (relu6) value = value < 0.0f ? Lanes{} : value > 6.0f ? Lanes{} + 6.0f : value;
                store(y + row * channels + c, value);
            }
    }

    static void gradient_moments(const uint16_t* x, const uint16_t* gy, long rows, long channels, const float* scale, const float* shift,
                                 bool relu6, float* sum, float* products) {
        sums(rows, channels, sum, products, [=](long row, long c, Lanes& a, Lanes& b) {
            Lanes value = load(x + row * channels + c);
            Lanes through = passed(load(gy + row * channels + c), value * load(scale + c) + load(shift + c), relu6);
            a += through, b += through * value;
        });
    }

    static void gradient(const uint16_t* x, const uint16_t* gy, long rows, long channels, const float* scale, const float* shift, bool relu6,
                         const float* slope, const float* offset, uint16_t* gx) {
        #pragma omp parallel for schedule(static)
        for (long row = 0; row < rows; row++)
            for (long c = 0; c < channels; c += N) {
                Lanes value = load(x + row * channels + c), factor = load(scale + c);
                Lanes through = passed(load(gy + row * channels + c), value * factor + load(shift + c), relu6);
                store(gx + row * channels + c, through * factor + (value * load(slope + c) + load(offset + c)));
            }
    }

    static void depthwise_gradient(const uint16_t* x, const uint16_t* gy, const float* weights, long n, long height, long width,
                                   long channels, long stride, uint16_t* gx, float* gw) {
        long rows = (height - 1) / stride + 1, columns = (width - 1) / stride + 1, wide = width + 2;
        std::memset(gw, 0, 9 * channels * sizeof(float));
        #pragma omp parallel
        {
            std::vector<float> mine(9 * channels, 0.0f);
            // With a margin of zeros: the input, and the gradient spread out by the stride.
            std::vector<float> seen((height + 2) * wide * N), spread((height + 2) * wide * N);
            #pragma omp for schedule(static)
            for (long picture = 0; picture < n; picture++)
                for (long c = 0; c < channels; c += N) {
                    Lanes w[9], sum[9] = {};
                    for (long k = 0; k < 9; k++) w[k] = load(weights + k * channels + c);
                    const uint16_t* input = x + picture * height * width * channels + c;
                    const uint16_t* above = gy + picture * rows * columns * channels + c;
                    for (long row = 0; row < height; row++)
                        for (long column = 0; column < width; column++) {
                            Lanes value = load(input + (row * width + column) * channels);
                            std::memcpy(&seen[((row + 1) * wide + column + 1) * N], &value, sizeof value);
                        }
                    for (long row = 0; row < rows; row++)
                        for (long column = 0; column < columns; column++) {
                            Lanes value = load(above + (row * columns + column) * channels);
                            std::memcpy(&spread[((row * stride + 1) * wide + column * stride + 1) * N], &value, sizeof value);
                            const float* around = &seen[(row * stride * wide + column * stride) * N];
                            for (long k = 0; k < 9; k++) sum[k] += value * load(around + (k / 3 * wide + k % 3) * N);
                        }
                    uint16_t* output = gx + picture * height * width * channels + c;
                    for (long row = 0; row < height; row++)
                        for (long column = 0; column < width; column++) {
                            const float* around = &spread[(row * wide + column) * N];
                            Lanes value = {};
                            for (long k = 0; k < 9; k++) value += w[8 - k] * load(around + (k / 3 * wide + k % 3) * N);
                            store(output + (row * width + column) * channels, value);
                        }
                    for (long k = 0; k < 9; k++) add(&mine[k * channels + c], sum[k]);
                }
            #pragma omp critical
            for (long k = 0; k < 9 * channels; k++) gw[k] += mine[k];
        }
    }
};
}  // namespace

#define BY_CHANNELS(call) (channels % 16 == 0 ? Kernels<16>::call : Kernels<8>::call)

extern "C" {
// Sum and sum of squares per channel.
void moments(const uint16_t* x, long rows, long channels, float* sum, float* squares) {
    BY_CHANNELS(moments(x, rows, channels, sum, squares));
}

// y = relu6(x * scale + shift), or without relu6.
void normalise(const uint16_t* x, long rows, long channels, const float* scale, const float* shift, long relu6, uint16_t* y) {
    BY_CHANNELS(normalise(x, rows, channels, scale, shift, relu6, y));
}

// Sums per channel of the gradient before relu6, and of its product with x.
void gradient_moments(const uint16_t* x, const uint16_t* gy, long rows, long channels, const float* scale, const float* shift, long relu6,
                      float* sum, float* products) {
    BY_CHANNELS(gradient_moments(x, gy, rows, channels, scale, shift, relu6, sum, products));
}

// gx = gradient before relu6 * scale + x * slope + offset.
void gradient(const uint16_t* x, const uint16_t* gy, long rows, long channels, const float* scale, const float* shift, long relu6,
              const float* slope, const float* offset, uint16_t* gx) {
    BY_CHANNELS(gradient(x, gy, rows, channels, scale, shift, relu6, slope, offset, gx));
}

// Gradients of a 3x3 depthwise convolution with padding 1: of its input, and of its weights [9][channels] in float32.
void depthwise_gradient(const uint16_t* x, const uint16_t* gy, const float* weights, long n, long height, long width, long channels,
                        long stride, uint16_t* gx, float* gw) {
    BY_CHANNELS(depthwise_gradient(x, gy, weights, n, height, width, channels, stride, gx, gw));
}
}
