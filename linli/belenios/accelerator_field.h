/* Integers mod 2^255 - 19 for the accelerator: public data only, in variable time.
 *
 * Five limbs of 51 bits. A product accepts limbs below 2^54 and returns limbs below 2^51 + 2^13
 * ("reduced"). One addition or one subtraction of reduced numbers therefore needs no carry. */

#include <stdint.h>
#include <string.h>

typedef uint64_t u64;
typedef unsigned __int128 u128;
typedef struct { u64 limb[5]; } fe;

static const u64 MASK = ((u64)1 << 51) - 1;
static const fe ZERO, ONE = {{1}};
static const fe D = {{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb,
                      0x52036cee2b6ff}};
static const fe D2 = {{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977,
                       0x2406d9dc56dff}};
static const fe SQRT_M1 = {{0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e,
                            0x2b8324804fc1d}};

static inline void add(fe *r, const fe *a, const fe *b)
{
    for (int i = 0; i < 5; i++) r->limb[i] = a->limb[i] + b->limb[i];
}

/* b must be reduced: adding 2p keeps every limb from going below zero. */
static inline void sub(fe *r, const fe *a, const fe *b)
{
    r->limb[0] = a->limb[0] + 0xfffffffffffda - b->limb[0];
    for (int i = 1; i < 5; i++) r->limb[i] = a->limb[i] + 0xffffffffffffe - b->limb[i];
}

static inline void carry(fe *r, u128 t0, u128 t1, u128 t2, u128 t3, u128 t4)
{
    t1 += (u64)(t0 >> 51);
    t2 += (u64)(t1 >> 51);
    t3 += (u64)(t2 >> 51);
    t4 += (u64)(t3 >> 51);
    u64 first = ((u64)t0 & MASK) + 19 * (u64)(t4 >> 51); /* 2^255 = 19 */
    r->limb[0] = first & MASK;
    r->limb[1] = ((u64)t1 & MASK) + (first >> 51);
    r->limb[2] = (u64)t2 & MASK;
    r->limb[3] = (u64)t3 & MASK;
    r->limb[4] = (u64)t4 & MASK;
}

#define X(x, y) ((u128)(x) * (y))

/* Inlined into the long loops below, these two run a third slower: too many live registers. */
static __attribute__((noinline)) void mul(fe *r, const fe *a, const fe *b)
{
    const u64 a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3], a4 = a->limb[4];
    const u64 b0 = b->limb[0], b1 = b->limb[1], b2 = b->limb[2], b3 = b->limb[3], b4 = b->limb[4];
    const u64 c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
    carry(r, X(a0, b0) + X(a1, c4) + X(a2, c3) + X(a3, c2) + X(a4, c1),
          X(a0, b1) + X(a1, b0) + X(a2, c4) + X(a3, c3) + X(a4, c2),
          X(a0, b2) + X(a1, b1) + X(a2, b0) + X(a3, c4) + X(a4, c3),
          X(a0, b3) + X(a1, b2) + X(a2, b1) + X(a3, b0) + X(a4, c4),
          X(a0, b4) + X(a1, b3) + X(a2, b2) + X(a3, b1) + X(a4, b0));
}

static __attribute__((noinline)) void square(fe *r, const fe *a)
{
    const u64 a0 = a->limb[0], a1 = a->limb[1], a2 = a->limb[2], a3 = a->limb[3], a4 = a->limb[4];
    const u64 d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, d3 = 2 * a3, c3 = 19 * a3, c4 = 19 * a4;
    carry(r, X(a0, a0) + X(d1, c4) + X(d2, c3), X(d0, a1) + X(d2, c4) + X(a3, c3),
          X(d0, a2) + X(a1, a1) + X(d3, c4), X(d0, a3) + X(d1, a2) + X(a4, c4),
          X(d0, a4) + X(d1, a3) + X(a2, a2));
}
#undef X

/* r = a^(2^times) * b, the step of the two exponentiations below. */
static void squares_mul(fe *r, const fe *a, int times, const fe *b)
{
    fe power = *a;
    while (times--) square(&power, &power);
    mul(r, &power, b);
}

/* a^(2^250 - 1), the long common part of both exponents; *eleven receives a^11. */
static void power_2_250_1(fe *r, fe *eleven, const fe *a)
{
    fe two, nine, e5, e10, e20, e40, e50, e100, e200; /* e5 = a^(2^5 - 1), and so on */
    square(&two, a);
    squares_mul(&nine, &two, 2, a);
    mul(eleven, &nine, &two);
    squares_mul(&e5, eleven, 1, &nine);
    squares_mul(&e10, &e5, 5, &e5);
    squares_mul(&e20, &e10, 10, &e10);
    squares_mul(&e40, &e20, 20, &e20);
    squares_mul(&e50, &e40, 10, &e10);
    squares_mul(&e100, &e50, 50, &e50);
    squares_mul(&e200, &e100, 100, &e100);
    squares_mul(r, &e200, 50, &e50);
}

static void invert(fe *r, const fe *a) /* a^(p-2) */
{
    fe long_part, eleven;
    power_2_250_1(&long_part, &eleven, a);
    squares_mul(r, &long_part, 5, &eleven);
}

static void power_p58(fe *r, const fe *a) /* a^((p-5)/8), the core of a square root */
{
    fe long_part, eleven;
    power_2_250_1(&long_part, &eleven, a);
    squares_mul(r, &long_part, 2, a);
}

static void to_bytes(uint8_t out[32], const fe *number) /* the one number below p, little-endian */
{
    fe a;
    mul(&a, number, &ONE); /* reduced, so below 2^255 + 2^64: at most one p is left to take off */
    u64 over = (a.limb[0] + 19) >> 51;
    for (int i = 1; i < 5; i++) over = (a.limb[i] + over) >> 51;
    a.limb[0] += 19 * over;
    for (int i = 0; i < 4; i++) a.limb[i + 1] += a.limb[i] >> 51, a.limb[i] &= MASK;
    a.limb[4] &= MASK;
    for (int word = 0; word < 4; word++) {
        u64 bits = a.limb[word] >> 13 * word | a.limb[word + 1] << (51 - 13 * word);
        for (int i = 0; i < 8; i++) out[8 * word + i] = (uint8_t)(bits >> 8 * i);
    }
}

static void from_bytes(fe *a, const uint8_t in[32]) /* the low 255 bits */
{
    u64 word[4] = {0};
    for (int i = 0; i < 32; i++) word[i / 8] |= (u64)in[i] << (8 * (i % 8));
    a->limb[0] = word[0] & MASK;
    a->limb[1] = (word[0] >> 51 | word[1] << 13) & MASK;
    a->limb[2] = (word[1] >> 38 | word[2] << 26) & MASK;
    a->limb[3] = (word[2] >> 25 | word[3] << 39) & MASK;
    a->limb[4] = word[3] >> 12 & MASK;
}

static int equal(const fe *a, const fe *b)
{
    uint8_t left[32], right[32];
    to_bytes(left, a), to_bytes(right, b);
    return memcmp(left, right, 32) == 0;
}
